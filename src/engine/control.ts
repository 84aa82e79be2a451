import type { Intent } from "../core/command/command.ts";
import type { JsonObject } from "../core/json.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { factsOf } from "./agent-directory.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import type { controlActions } from "./control-actions.ts";
import { doDue } from "./due/do-due.ts";
import { findWorkflow, workflowState } from "./find-by-id.ts";
import { recoveryAgents } from "./handoff/recovery-agents.ts";
import { nextHint } from "./next-hint.ts";
import type { Caller, Ports } from "./ports.ts";
import { runCommand } from "./run-command.ts";
import { stepsInOrder } from "./steps-in-order.ts";

/** Arguments of control_workflow. */
export interface ControlInput {
  readonly workflow_id: string;
  readonly action: (typeof controlActions)[number];
  readonly reason: string;
  readonly step?: string | undefined;
}

/** Steers a workflow from outside, and says what changed by it. */
export const controlWorkflow = async (
  ports: Ports,
  input: ControlInput,
  caller: Caller,
): Promise<Answer> => {
  const intent = intentOf(input);
  if ("code" in intent) return intent;
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const agents =
    input.step === undefined ? [] : agentsAround(await workflowState(ports, row.workflow));
  return runCommand(ports, {
    stream: row.workflow,
    intent,
    caller,
    ids: 4,
    agents: factsOf(ports, agents),
    content: (after, before) => controlled(ports, asWorkflow(before), asWorkflow(after)),
  });
};

const intentOf = (input: ControlInput): Intent | Refusal => {
  const { action, reason, step } = input;
  switch (action) {
    case "pause":
    case "unpause":
      return { type: action, reason };
    case "cancel":
    case "terminate":
      return { type: "stop", how: action, reason };
    default:
      break;
  }
  if (step === undefined) {
    return refuse(
      "invalid_input",
      `${action} needs step.`,
      "Name the step or its handoff_id; status with view plan lists them.",
    );
  }
  return action === "replan"
    ? { type: "replan_step", step, reason }
    : { type: action, step, reason };
};

const agentsAround = (state: WorkflowState): readonly string[] => [
  ...new Set([...state.steps.values()].flatMap(recoveryAgents)),
];

const controlled = (ports: Ports, before: WorkflowState, after: WorkflowState): JsonObject => ({
  workflow_id: after.id,
  status: after.status,
  effects: effects(before, after),
  next: nextHint(ports, after),
});

/** What is different now, a line each. */
const effects = (before: WorkflowState, after: WorkflowState): readonly string[] => {
  const lines: string[] = [];
  if (before.status !== after.status) lines.push(`workflow: ${before.status} -> ${after.status}`);
  for (const step of stepsInOrder(after)) {
    const old = before.steps.get(step.name);
    if (old === undefined) lines.push(`${step.name}: created for ${step.agent}`);
    else if (old.status !== step.status) {
      const revoked = old.status === "active" ? " (lease revoked)" : "";
      lines.push(`${step.name}: ${old.status} -> ${step.status}${revoked}`);
    }
  }
  for (const task of after.tasks.values()) {
    const open = before.tasks.get(task.id)?.status === "open";
    if (open && task.status === "withdrawn") lines.push(`${task.id}: no longer asked`);
  }
  const shown = lines.slice(0, 30);
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`and ${more} more; status with view plan shows all`);
  return shown.length > 0 ? shown : ["nothing changed: it was so already"];
};
