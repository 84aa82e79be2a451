import { expect, test } from "vitest";
import { baton } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { clientSession, hook, payload, silence } from "./hook.ts";

const ended = payload("SessionEnd", { session_id: "session-1" });

const sessions = async (project: ScratchProject) => {
  const { stdout } = await baton(project, ["brain", "sessions", "--json"]);
  return JSON.parse(stdout).sessions;
};

test("the end of a client's session ends the brain's, and later work opens it again", async () => {
  const project = scratchProject();
  const session = await clientSession(project);
  const log = () =>
    session.call("log_execution", { agent: "builder", task: "tidy up", status: "completed" });
  await log();
  expect(await sessions(project)).toMatchObject([{ session_id: "session-1", ended_at: null }]);
  expect(await hook(project, "SessionEnd", ended)).toEqual(silence);
  const [closed] = await sessions(project);
  expect(closed.ended_at).toMatch(/^20/);
  // The client may say it again.
  expect(await hook(project, "SessionEnd", ended)).toEqual(silence);
  expect(await sessions(project)).toEqual([closed]);
  await log();
  expect(await sessions(project)).toMatchObject([{ session_id: "session-1", ended_at: null }]);
});

test("a session in which nothing was done leaves nothing behind", async () => {
  const project = scratchProject();
  const session = await clientSession(project);
  expect(await hook(project, "SessionEnd", ended)).toEqual(silence);
  await session.call("set_memory", { key: "k", value: 1 });
  expect(await hook(project, "SessionEnd", ended)).toEqual(silence);
  expect(await sessions(project)).toEqual([]);
});
