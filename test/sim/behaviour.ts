import type { Random } from "../chaos/random.ts";
import { work } from "../e2e/moves.ts";
import { definitions } from "./definitions.ts";
import type { SimClient } from "./sim-client.ts";

/** What a client has come to know; clients share it, as agents of one project do. */
export interface Known {
  readonly workflows: string[];
  readonly claims: { readonly handoff_id: string; readonly lease_token: string }[];
  readonly checkpoints: string[];
  /** Handoffs that somebody asked to take over. */
  readonly takeOvers: Set<string>;
}

const agents = ["builder", "planner", "marcus-backend", "maria-qa"];
const categories = ["transient", "code_error", "design_flaw", "blocker", "critical", "quota"];

/** Does something a client might do, sensible or not. */
export const act = async (client: SimClient, known: Known, random: Random): Promise<void> => {
  const some = <T>(list: readonly T[]): T | undefined => list[random.between(0, list.length)];
  const one = (n: number): boolean => random.between(0, n) === 0;
  const workflow_id = some(known.workflows);
  const kind = random.between(0, 44);
  if (workflow_id === undefined || kind < 3) {
    const given = await client.write("create_handoff", {
      ...work({ to_agent: some(agents), resources: one(3) ? ["src/**"] : [] }),
      ...(workflow_id !== undefined && one(2) ? { workflow_id } : {}),
    });
    remember(known, given?.content.workflow_id);
  } else if (kind < 6) {
    const given = await client.write("start_workflow", { definition: some(definitions) });
    remember(known, given?.content.workflow_id);
  } else if (kind < 18) {
    const given = await client.write("execute_handoff", {
      ...(one(3) ? { workflow_id } : {}),
      lease_seconds: random.between(10, 600),
    });
    if (typeof given?.content.lease_token === "string") {
      const { handoff_id, lease_token } = given.content;
      known.claims.push({ handoff_id, lease_token });
    }
  } else if (kind < 29) {
    const held = some(known.claims);
    if (held !== undefined) await client.write("complete_handoff", ending(held, random));
  } else if (kind < 31) {
    const held = some(known.claims);
    if (held === undefined) return;
    const { handoff_id } = held;
    const take_over = one(2);
    if (take_over) known.takeOvers.add(handoff_id);
    await client.write("execute_handoff", { handoff_id, take_over });
  } else if (kind < 33) {
    const key = `k${random.between(0, 3)}`;
    await client.write("set_memory", {
      key,
      value: random.between(0, 100),
      ...(one(2) ? { workflow_id } : {}),
      ...(one(3) ? { expected_version: random.between(0, 3) } : {}),
    });
  } else if (kind < 34) {
    const given = await client.write("checkpoint", { workflow_id, name: "here" });
    if (typeof given?.content.checkpoint_id === "string")
      known.checkpoints.push(given.content.checkpoint_id);
  } else if (kind < 35) {
    const checkpoint_id = some(known.checkpoints);
    if (checkpoint_id === undefined) return;
    const how = one(2)
      ? { rewind: true, force: one(2), ...(one(3) ? { compensate: true } : {}) }
      : { fork: true };
    const confirms = () => ({ undo: true });
    const given = await client.write("resume", { checkpoint_id, ...how }, confirms);
    remember(known, given?.content.workflow_id);
  } else if (kind < 36) {
    const action = some(["pause", "unpause", "unpause", "cancel", "unpause", "compensate"]);
    const control = { workflow_id, action, reason: "because" };
    await client.write("control_workflow", control, () => ({ undo: true }));
  } else if (kind < 38) {
    await decideSome(client, workflow_id, random);
  } else if (kind < 40) {
    await client.read("status", { workflow_id });
  } else {
    await client.write("send_signal", {
      name: one(3) ? "stop" : "go",
      payload: random.between(0, 2),
      ...(one(2) ? { workflow_id } : { correlation: "k" }),
    });
  }
};

/** Puts an open task of a workflow to the human, who chooses anything that is offered. */
export const decideSome = async (
  client: SimClient,
  workflow_id: string,
  random: Random,
): Promise<void> => {
  const shown = await client.read("status", { workflow_id, view: "tasks" });
  const tasks = Array.isArray(shown?.content.tasks) ? shown.content.tasks : [];
  const task: unknown = tasks[random.between(0, tasks.length)];
  if (typeof task !== "object" || task === null || !("task_id" in task)) return;
  await client.write("decide_task", { task_id: task.task_id }, (schema) => {
    const offered = optionsOf(schema);
    return { decision: offered[random.between(0, offered.length)], answer_1: "so", comment: "so" };
  });
};

const optionsOf = (schema: unknown): readonly string[] => {
  const read: { properties?: { decision?: { enum?: readonly string[] } } } = JSON.parse(
    JSON.stringify(schema),
  );
  return read.properties?.decision?.enum ?? [];
};

const ending = (held: Known["claims"][number], random: Random): object => {
  const how = random.between(0, 10);
  if (how < 2) {
    const category = categories[random.between(0, categories.length)];
    const message = `it broke ${random.between(0, 3)}`;
    return { ...held, status: "failed", summary: "No", error: { category, message } };
  }
  if (how === 2) return { ...held, status: "needs_input", summary: "?", questions: ["Which?"] };
  const outputs = { good: random.between(0, 2) === 0 };
  const criteria = [{ criterion: "C1", met: true, evidence: "looked" }];
  return { ...held, status: "completed", summary: "Done", outputs, criteria };
};

const remember = (known: Known, workflow: string | undefined): void => {
  if (typeof workflow === "string" && !known.workflows.includes(workflow))
    known.workflows.push(workflow);
};
