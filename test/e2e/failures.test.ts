import { expect, test } from "vitest";
import { baton, inTerminal } from "./command-line.ts";
import { create, failWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { typist } from "./typist.ts";

/** Two workflows whose only step nobody could do. */
const scene = async () => {
  const project = scratchProject();
  const person = () => ({ action: "accept" as const, content: { decision: "abort" } });
  const session = await openSession(project, { person });
  const dead = async (to_agent: string) => {
    const handoff = await create(session, { step: to_agent, to_agent });
    const error = { category: "blocker", message: "no access" };
    const { task_id } = await failWork(session, handoff, error);
    await session.call("decide_task", { task_id });
    return handoff.workflow_id;
  };
  const [first, second] = [await dead("marcus-backend"), await dead("maria-qa")];
  const letters = (...args: string[]) => baton(project, ["failures", ...args]);
  const left = async (): Promise<readonly string[]> => {
    const { dead_letters } = JSON.parse((await letters("--json")).stdout);
    return dead_letters.map((letter: { workflow_id: string }) => letter.workflow_id);
  };
  return { project, session, first, second, letters, left };
};

test("dead letters of all workflows are listed, and tried again in bulk once a person has seen which", async () => {
  const { project, session, first, second, letters, left } = await scene();
  expect(await session.call("status", { view: "failures", limit: 1 })).toMatchObject({
    dead_letters: [{ workflow_id: second, step: "maria-qa", agent: "maria-qa", attempts: 1 }],
    cursor: "1",
  });
  expect(await left()).toEqual([second, first]);
  const dry = await letters("retry", "--agent", "maria-qa", "--dry-run");
  expect(dry.stdout).toMatch(
    new RegExp(`^${second} maria-qa \\(maria-qa\\), since .*\nNothing was done: retry 1 step`),
  );
  const alone = await letters("retry");
  expect(alone).toMatchObject({ code: 1 });
  expect(alone.stderr).toContain("forbidden: nobody is here to confirm");
  expect((await letters("retry", "--older-than", "1h", "--yes")).stdout).toBe(
    "No dead letter fits.\n",
  );
  expect(await left()).toEqual([second, first]);
  const typed = await inTerminal(
    project,
    ["failures", "retry", first],
    typist({ "Type yes to retry 1 step": "yes" }),
  );
  expect(typed.stdout).toContain(`${first} marcus-backend is tried again`);
  expect(await left()).toEqual([second]);
  expect((await letters("retry", "--yes", "--reason", "access was given")).code).toBe(0);
  expect(await left()).toEqual([]);
  expect(await session.call("status", { workflow_id: second })).toMatchObject({
    status: "running",
    ready: [{ step: "maria-qa" }],
  });
});
