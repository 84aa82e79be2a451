import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { compose } from "../../src/server/compose.ts";
import { noPreload, preload } from "../chaos/preload.ts";
import type { Session } from "./client.ts";
import { eachOnce, everyTimer, firedIn } from "./every-timer.ts";
import { namePeople } from "./name-people.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const hour = 3_600;

/** A server process whose wall clock can be set while it runs, and nothing else of it. */
const server = async () => {
  const project = scratchProject();
  namePeople(project, { ada: { users: ["nobody"], roles: ["support"] }, cy: { roles: ["boss"] } });
  const file = join(project.root, "..", "offset");
  const setTo = (seconds: number) => writeFileSync(file, String(seconds));
  setTo(0);
  const session = await openSession(project, {
    env: {
      LD_PRELOAD: preload("clock", join(project.root, "..")),
      CLOCK_FILE: file,
    },
  });
  const { store } = compose({ cwd: project.root, env: project.env }).ports;
  onTestFinished(() => store.close());
  return { session, store, setTo };
};

const begin = async (session: Session, definition: string) =>
  (await session.call("start_workflow", { definition })).workflow_id;

const eventually = async (look: () => Promise<unknown>, wanted: unknown): Promise<void> => {
  for (let i = 0; i < 100; i++) {
    if (JSON.stringify(await look()) === JSON.stringify(wanted)) return;
    await sleep(100);
  }
  expect(await look()).toEqual(wanted);
};
const sorted = (counts: Readonly<Record<string, number>>) => Object.entries(counts).sort();

test("a server whose clock is set to and fro fires each timer once, and none is lost", async ({
  skip,
}) => {
  const missing = noPreload();
  if (missing !== null) return skip(missing);
  const { session, store, setTo } = await server();
  const fired = async (workflow: string) => sorted(await firedIn(store, workflow));
  const all = sorted(eachOnce);

  const first = await begin(session, everyTimer);
  expect(await fired(first)).toEqual([]);
  setTo(21 * hour);
  // Nobody calls a tool: the ticker alone sees it.
  await eventually(() => fired(first), all);

  const second = await begin(session, everyTimer.replace("every_timer", "once_more"));
  setTo(-21 * hour);
  // What is due by the clock as it now is comes, so the server has looked; what is not yet due does not.
  const brief = await begin(session, "workflow: { name: brief, stages: [{ for: 1s }] }");
  const status = async () => (await session.call("status", { workflow_id: brief })).status;
  await eventually(status, "completed");
  expect(await fired(second)).toEqual([]);
  expect(await fired(first)).toEqual(all);

  setTo(42 * hour);
  await eventually(() => fired(second), all);
  // The first one's approval is brought to mind once more, and nothing else of it comes again.
  await eventually(() => fired(first), sorted({ ...eachOnce, task_reminded: 2 }));
  expect(session.stderr()).toBe("");
  expect(await session.close()).toBe(0);
});
