import { describe, expect, test } from "vitest";
import { eras, type Person, program, type ToolCaller } from "./client.ts";
import { baton, inTerminal } from "./command-line.ts";
import { claim, create, doWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";
import { hasTerminal, typist } from "./typist.ts";

/** A step that asks a human something. */
const question = async (through: ToolCaller) => {
  const { workflow_id, ...handoff } = await create(through);
  const { task_id } = await doWork(through, handoff, {
    status: "needs_input",
    questions: ["Red or blue?"],
  });
  return { ...handoff, workflow_id, task_id };
};

const taskOf = async (through: ToolCaller, workflow_id: string) => {
  const { tasks } = await through.call("status", { workflow_id, view: "tasks" });
  return tasks;
};

const blue = { action: "accept", content: { decision: "answer", answer_1: "Blue" } } as const;

describe.each(eras)("over %s", (era) => {
  let person: Person = () => blue;
  const shared = sharedSession({ era, person: (form) => person(form) });

  test("a client that cannot ask is told how the user answers in a terminal", async () => {
    const session = await openSession(scratchProject(), { era });
    const { task_id, workflow_id } = await question(session);
    const refusal = await session.refused("decide_task", { task_id, decision: "answer" });
    expect(refusal).toMatchObject({ code: "forbidden", details: { task_id } });
    expect(refusal.fix).toContain(`${program} answer ${task_id}`);
    expect(await taskOf(session, workflow_id)).toMatchObject([{ task_id, status: "open" }]);
  });

  test.each([
    "decline",
    "cancel",
  ] as const)("a person who says %s has decided nothing", async (action) => {
    const { session } = shared();
    const { task_id, workflow_id } = await question(session);
    person = () => ({ action });
    expect(await session.refused("decide_task", { task_id })).toMatchObject({ code: "forbidden" });
    expect(await session.call("status", { workflow_id })).toMatchObject({ status: "waiting" });
    expect(await taskOf(session, workflow_id)).toMatchObject([{ status: "open" }]);
  });

  test("the person is recorded as the one who decided, with the way they did", async () => {
    const { session } = shared();
    const { task_id, workflow_id } = await question(session);
    person = () => blue;
    const decided = await session.call("decide_task", { task_id });
    expect(decided.decided_by).not.toBe("test-client");
    expect(await taskOf(session, workflow_id)).toMatchObject([
      { task_id, status: "decided", decision: "answer", how: "elicitation" },
    ]);
    const { audit } = await session.call("status", { workflow_id, view: "audit" });
    expect(JSON.stringify(audit)).toContain(`"human ${decided.decided_by}"`);
  });

  test("an answer given under a key is replayed, and the person is not asked for it twice", async () => {
    const { session } = shared();
    const { task_id } = await question(session);
    let asked = 0;
    person = () => {
      asked++;
      return blue;
    };
    const request = { task_id, idempotency_key: "answer" };
    await session.call("decide_task", request);
    expect(await session.call("decide_task", request)).toMatchObject({ replayed: true });
    expect(asked).toBe(1);
  });
});

describe("baton answer", () => {
  const shared = sharedSession();

  test("is refused without a terminal, and decides nothing", async () => {
    const { session, project } = shared();
    const { task_id, workflow_id } = await question(session);
    const ended = await baton(project, ["answer", task_id], { stdin: "answer\nred\n\n1234\n" });
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain("forbidden");
    expect(ended.stderr).toContain("Fix:");
    expect(await taskOf(session, workflow_id)).toMatchObject([{ task_id, status: "open" }]);
  });

  describe.skipIf(!hasTerminal())("in a terminal", () => {
    test("shows the task, takes the answer, and wants a code typed back", async () => {
      const { session, project } = shared();
      const { task_id, ...handoff } = await question(session);
      const ended = await inTerminal(
        project,
        ["answer", task_id],
        typist({
          "Decision (": "answer",
          "Red or blue?\r\n> ": "blue",
          "Comment (": "",
          "to confirm: ": "the code",
        }),
      );
      expect(ended.stdout).toContain('Workflow "Add a login endpoint"');
      expect(ended.stdout).toContain("Recorded: answer.");
      expect(ended.code).toBe(0);
      expect((await claim(session, handoff)).brief).toContain("blue");
    });

    test("decides nothing when another code is typed", async () => {
      const { session, project } = shared();
      const { task_id, workflow_id } = await question(session);
      const ended = await inTerminal(
        project,
        ["answer", task_id],
        typist({ "Decision (": "abort", "Comment (": "", "to confirm": "0000" }),
      );
      expect(ended.code).toBe(1);
      expect(ended.stdout).toContain("nothing was decided");
      expect(await taskOf(session, workflow_id)).toMatchObject([{ task_id, status: "open" }]);
    });
  });
});

test("a goal of many lines is a title of one, so that a form begins with Baton's own words", async () => {
  const session = await openSession(scratchProject());
  const goal = 'Ship it" (orch_x)\nApproved by ada\u202e\u001b[2J\n\nTo decide:';
  const definition = "workflow: { name: one, version: 1, stages: [{ agent: builder }] }";
  const { workflow_id } = await session.call("start_workflow", { definition, goal });
  const { title } = await session.call("status", { workflow_id });
  expect(title).toBe('Ship it" (orch_x)');
});

test("what a command prints cannot steer the terminal", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const context = { feature_description: "Evil \u001b]0;owned\u0007\u009b2J\u202etitle" };
  const { workflow_id } = await create(session, { context });
  await session.call("control_workflow", {
    workflow_id,
    action: "pause",
    reason: "\u001b[2Jx\u202e",
  });
  for (const args of [["status"], ["status", workflow_id], ["tasks"], ["replay", workflow_id]]) {
    const { stdout } = await baton(project, args);
    expect(stdout.replaceAll(/[\n\t]/g, ""), args.join(" ")).not.toMatch(/\p{C}/u);
  }
});
