import type { Person, ToolCaller } from "./client.ts";
import { claim, create, finish } from "./moves.ts";
import type { ScratchProject } from "./project-in.ts";

/** One word that a tool is given and that nothing else says; a search index splits it nowhere. */
export const plantOf = (tool: string): string => `plum${tool.replaceAll("_", "7")}7plum`;

/** The person who answers with such a word. */
export const planter: Person = () => ({
  action: "accept",
  content: { decision: "answer", answer_1: plantOf("decide_task") },
});

/** Gives a word of its own to every tool that writes; returns the tools that were called. */
export const plantEverywhere = async (
  project: ScratchProject,
  through: ToolCaller,
): Promise<ReadonlySet<string>> => {
  const called = new Set<string>();
  const recording: ToolCaller = {
    ...through,
    call: (name, args) => {
      called.add(name);
      return through.call(name, args);
    },
  };
  const say = (tool: string, args: (word: string) => object) =>
    recording.call(tool, args(plantOf(tool)));

  const { workflow_id, ...one } = await create(recording, {
    step: "one",
    context: { feature_description: plantOf("create_handoff") },
  });
  const claimed = await claim(recording, one, { idempotency_key: plantOf("execute_handoff") });
  const { lease_token } = claimed;
  project.write("src/a.ts", "1");
  await say("add_artifact", (description) => ({
    ...{ workflow_id, lease_token, type: "code", path: "src/a.ts", agent: "marcus-backend" },
    description,
  }));
  const { checkpoint_id } = await say("checkpoint", (note) => ({
    workflow_id,
    lease_token,
    name: "here",
    note,
  }));
  await finish(recording, claimed, { summary: plantOf("complete_handoff") });
  await say("set_memory", (value) => ({
    key: "fruit",
    value: { said: value.repeat(1_000), value },
  }));
  await say("log_execution", (result) => ({
    ...{ agent: "builder", task: "Try it", status: "completed", session_id: "s" },
    result,
    learnings: [result],
  }));
  await say("send_signal", (said) => ({ name: "ripe", correlation: "tree", payload: { said } }));
  await say("budget", (label) => ({
    action: "charge",
    pool: "plans",
    tokens: 9,
    label,
    workflow_id,
  }));
  await say("start_workflow", (goal) => ({
    definition: "workflow: { name: picking, version: 1, stages: [{ name: pick, agent: builder }] }",
    goal,
  }));
  const { workflow_id: other, ...asking } = await create(recording, { step: "ask" });
  const { task_id } = await finish(recording, await claim(recording, asking), {
    status: "needs_input",
    questions: ["Which fruit?"],
  });
  await recording.call("decide_task", { task_id });
  await say("control_workflow", (reason) => ({ workflow_id: other, action: "pause", reason }));
  await say("resume", (key) => ({ checkpoint_id, fork: true, idempotency_key: key }));
  return called;
};
