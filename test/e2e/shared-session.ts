import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type Session, type SessionOptions, startSession } from "./client.ts";
import { projectIn, type ScratchProject } from "./project-in.ts";

/** One server for a file of tests that do not get in each other's way. */
export const sharedSession = (
  options: SessionOptions & { readonly prepare?: (project: ScratchProject) => void } = {},
): (() => { readonly session: Session; readonly project: ScratchProject }) => {
  const base = mkdtempSync(join(tmpdir(), "baton-e2e-"));
  const project = projectIn(base);
  let session: Session | undefined;
  beforeAll(async () => {
    options.prepare?.(project);
    session = await startSession(project, options);
  });
  afterAll(async () => {
    await session?.close();
    rmSync(base, { recursive: true, force: true });
  });
  return () => {
    if (session === undefined) throw new Error("the server has not started");
    return { session, project };
  };
};
