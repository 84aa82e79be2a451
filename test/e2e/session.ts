import { onTestFinished } from "vitest";
import { type Session, type SessionOptions, startSession } from "./client.ts";
import type { ScratchProject } from "./project-in.ts";

/** A session with a server that ends with the test. */
export const openSession = async (
  project: ScratchProject,
  options: SessionOptions = {},
): Promise<Session> => {
  const session = await startSession(project, options);
  onTestFinished(async () => {
    if (session.process.exitCode === null && session.process.signalCode === null) {
      await session.kill();
    }
  });
  return session;
};
