import type { Intent } from "../core/command/command.ts";
import { noPlan } from "../core/decide/change-plan.ts";
import type { JsonObject } from "../core/json.ts";
import { planDiff } from "../core/plan/plan-diff.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Flow } from "../core/state/flow.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { factsOf } from "./agent-directory.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import type { controlActions } from "./control-actions.ts";
import { doDue } from "./due/do-due.ts";
import { withFamily } from "./family.ts";
import { findWorkflow, workflowState } from "./find-by-id.ts";
import { recoveryAgents } from "./handoff/recovery-agents.ts";
import { nextHint } from "./next-hint.ts";
import type { Caller, Ports } from "./ports.ts";
import { runCommand } from "./run-command.ts";
import { stepsInOrder } from "./steps-in-order.ts";
import { amendedPlan, otherVersion } from "./workflow/change-plan.ts";
import { definitionInvalid } from "./workflow/read-plan.ts";

/** Arguments of control_workflow. */
export interface ControlInput {
  readonly workflow_id: string;
  readonly action: (typeof controlActions)[number];
  readonly reason: string;
  readonly step?: string | undefined;
  readonly changes?: JsonObject | undefined;
  readonly to_version?: string | undefined;
}

/** Steers a workflow from outside, and says what changed by it. */
export const controlWorkflow = async (
  ports: Ports,
  input: ControlInput,
  caller: Caller,
): Promise<Answer> => {
  const bad = guardArguments(input);
  if (bad !== null) return bad;
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const state = await workflowState(ports, row.workflow);
  const intent = await intentOf(ports, state, input, caller);
  if ("code" in intent) return intent;
  const agents = input.step === undefined ? [] : agentsAround(state);
  const done = await runCommand(ports, {
    stream: row.workflow,
    intent,
    caller,
    ids: 4,
    agents: factsOf(ports, agents),
    content: (after, before) => controlled(ports, asWorkflow(before), asWorkflow(after)),
  });
  return withFamily(ports, row.workflow, done);
};

/** What each action needs besides a reason, where to find it, and which others take none of it. */
const needed: Readonly<
  Record<string, readonly [argument: "step" | "changes" | "to_version", fix: string]>
> = {
  retry_step: ["step", "Name the step or its handoff_id; status with view plan lists them."],
  skip_step: ["step", "Name the step or its handoff_id; status with view plan lists them."],
  replan: ["step", "Name the step or its handoff_id; status with view plan lists them."],
  amend: ["changes", "Give {add: [stage], remove: [name], replace: [stage]}, each where needed."],
  migrate: ["to_version", "Name a version that is kept; baton versions NAME lists them."],
};

const guardArguments = (input: ControlInput): Refusal | null => {
  const { action } = input;
  const own = needed[action];
  if (own !== undefined && input[own[0]] === undefined) {
    return refuse("invalid_input", `${action} needs ${own[0]}.`, own[1]);
  }
  for (const argument of ["changes", "to_version"] as const) {
    if (input[argument] === undefined || own?.[0] === argument) continue;
    return refuse(
      "invalid_input",
      `${action} takes no ${argument}.`,
      `Leave it out, or use ${argument === "changes" ? "amend" : "migrate"}.`,
    );
  }
  return null;
};

const intentOf = async (
  ports: Ports,
  state: WorkflowState,
  input: ControlInput,
  caller: Caller,
): Promise<Intent | Refusal> => {
  const { action, reason, step = "" } = input;
  switch (action) {
    case "pause":
    case "unpause":
      return { type: action, reason };
    case "cancel":
    case "terminate":
      return { type: "stop", how: action, reason };
    case "compensate":
      return { type: action, step: input.step ?? null, reason };
    case "retry_step":
    case "skip_step":
      return { type: action, step, reason };
    case "replan":
      return { type: "replan_step", step, reason };
    case "amend":
    case "migrate":
      return planIntent(ports, state, input, caller);
  }
};

const planIntent = async (
  ports: Ports,
  state: WorkflowState,
  { reason, changes = {}, to_version }: ControlInput,
  caller: Caller,
): Promise<Intent | Refusal> => {
  const { flow } = state;
  if (flow === null) return noPlan(state.id);
  const planned = { ...state, flow };
  const change =
    to_version === undefined
      ? await amendedPlan(ports, planned, changes, { path: ["changes"], reason, caller })
      : await otherVersion(ports, planned, to_version, { reason, caller });
  if ("code" in change) return change;
  return "problems" in change
    ? definitionInvalid(change.problems)
    : { type: "change_plan", change };
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
  lines.push(...planEffects(before.flow, after.flow));
  for (const step of stepsInOrder(after)) {
    const old = before.steps.get(step.name);
    if (old === undefined) lines.push(`${step.name}: created for ${step.agent}`);
    else if (old.status !== step.status) {
      const revoked = old.status === "active" ? " (lease revoked)" : "";
      lines.push(`${step.name}: ${old.status} -> ${step.status}${revoked}`);
    }
  }
  const { compensation } = after;
  if (compensation !== null && compensation !== before.compensation) {
    const stays = compensation.stays.join(", ");
    if (stays !== "") lines.unshift(`nobody can undo, and stays: ${stays}`);
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

/** What is different in the plan, a line for each stage. */
const planEffects = (before: Flow | null, after: Flow | null): readonly string[] => {
  if (before === null || after === null || before.planVersion === after.planVersion) return [];
  const { name, version } = after.plan;
  const moved = before.plan.version === version ? [] : [`plan: moved to ${name} ${version}`];
  const stages = planDiff(before.plan, after.plan).map(
    ({ change, stage, fields }) =>
      `plan: ${stage} ${change}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`,
  );
  return [...moved, ...stages];
};
