import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { baton, batonCall, inTerminal } from "./command-line.ts";
import { claim, create, doWork } from "./moves.ts";
import { type ScratchProject, scratchProject } from "./scratch-project.ts";
import { eras, openSession } from "./session.ts";

const question = async (project: ScratchProject) => {
  const handoff = await batonCall(project, "create_handoff", {
    to_agent: "builder",
    context: { feature_description: "Choose" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
  });
  const { handoff_id } = handoff;
  const { lease_token } = await batonCall(project, "execute_handoff", { handoff_id });
  const { task_id } = await batonCall(project, "complete_handoff", {
    handoff_id,
    lease_token,
    status: "needs_input",
    summary: "Two ways",
    questions: ["Red or blue?"],
  });
  return { ...handoff, task_id };
};

describe.each(eras)("over %s", (era) => {
  test("a client that cannot ask is told how the user answers in a terminal", async () => {
    const session = await openSession(scratchProject(), { era });
    const asked = await doWork(session, await create(session), {
      status: "needs_input",
      questions: ["Which?"],
    });
    const { task_id } = asked;
    const refusal = await session.refused("decide_task", { task_id, decision: "answer" });
    expect(refusal).toMatchObject({ code: "forbidden", details: { task_id } });
    expect(refusal.fix).toContain(`baton answer ${task_id}`);
    expect(await session.call("status", { view: "tasks" })).toMatchObject({
      tasks: [{ task_id, status: "open" }],
    });
  });

  test.each(["decline", "cancel"] as const)("a person who says %s has decided nothing", async (action) => {
    const session = await openSession(scratchProject(), { era, person: () => ({ action }) });
    const { workflow_id, ...handoff } = await create(session);
    const { task_id } = await doWork(session, handoff, {
      status: "needs_input",
      questions: ["Which?"],
    });
    expect(await session.refused("decide_task", { task_id })).toMatchObject({ code: "forbidden" });
    expect(await session.call("status", { workflow_id })).toMatchObject({ status: "waiting" });
  });

  test("the person is recorded as the one who decided, with the way and what was shown", async () => {
    const session = await openSession(scratchProject(), {
      era,
      person: () => ({ action: "accept", content: { decision: "answer", answer_1: "Blue" } }),
    });
    const { workflow_id, ...handoff } = await create(session);
    const { task_id } = await doWork(session, handoff, {
      status: "needs_input",
      questions: ["Which?"],
    });
    const decided = await session.call("decide_task", { task_id });
    expect(decided.decided_by).not.toBe("test-client");
    expect(await session.call("status", { workflow_id, view: "tasks" })).toMatchObject({
      tasks: [{ task_id, status: "decided", decision: "answer", how: "elicitation" }],
    });
    const { audit } = await session.call("status", { workflow_id, view: "audit" });
    expect(JSON.stringify(audit)).toContain(`"human ${decided.decided_by}"`);
  });

  test("an answer given under a key is replayed, and the person is not asked for it twice", async () => {
    let asked = 0;
    const session = await openSession(scratchProject(), {
      era,
      person: () => {
        asked++;
        return { action: "accept", content: { decision: "answer", answer_1: "Blue" } };
      },
    });
    const handoff = await create(session);
    const { task_id } = await doWork(session, handoff, {
      status: "needs_input",
      questions: ["Which?"],
    });
    const request = { task_id, idempotency_key: "answer" };
    await session.call("decide_task", request);
    expect(await session.call("decide_task", request)).toMatchObject({ replayed: true });
    expect(asked).toBe(1);
  });
});

describe("baton answer", () => {
  test("is refused without a terminal, and decides nothing", async () => {
    const project = scratchProject();
    const { task_id } = await question(project);
    const ended = await baton(project, ["answer", task_id], { stdin: "answer\nred\n\n1234\n" });
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain("forbidden");
    expect(ended.stderr).toContain("Fix:");
    const tasks = await baton(project, ["tasks", "--json"]);
    expect(JSON.parse(tasks.stdout)).toMatchObject({ tasks: [{ task_id, status: "open" }] });
  });

  const python = () => {
    try {
      execFileSync("python3", ["-c", "import os, pty; os.waitstatus_to_exitcode"], {
        stdio: "ignore",
      });
      return true;
    } catch {
      return false;
    }
  };

  // A terminal is made with Python's pty module.
  describe.skipIf(!python())("in a terminal", () => {
    /** Answers each prompt once, in turn; the code is read off the screen. */
    const typist = (answers: Readonly<Record<string, string>>) => {
      const left = new Map(Object.entries(answers));
      return (shown: string): string | null => {
        for (const [prompt, answer] of left) {
          if (!shown.includes(prompt)) continue;
          left.delete(prompt);
          return answer;
        }
        const code = /Type (\d{4}) to confirm: $/.exec(shown)?.[1];
        return code ?? null;
      };
    };

    test("shows the task, takes the answer, and wants a code typed back", async () => {
      const project = scratchProject();
      const { task_id, ...handoff } = await question(project);
      const ended = await inTerminal(
        project,
        ["answer", task_id],
        typist({ "Decision (": "answer", "Red or blue?\r\n> ": "blue", "Comment (": "" }),
      );
      expect(ended.stdout).toContain('Workflow "Choose"');
      expect(ended.stdout).toContain("Recorded: answer.");
      expect(ended.code).toBe(0);
      const again = await openSession(project);
      expect((await claim(again, handoff)).brief).toContain("blue");
    });

    test("decides nothing when another code is typed", async () => {
      const project = scratchProject();
      const { task_id } = await question(project);
      const ended = await inTerminal(
        project,
        ["answer", task_id],
        typist({ "Decision (": "abort", "Comment (": "", "to confirm": "0000" }),
      );
      expect(ended.code).toBe(1);
      expect(ended.stdout).toContain("nothing was decided");
      const { stdout } = await baton(project, ["tasks", "--json"]);
      expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ task_id, status: "open" }] });
    });
  });
});
