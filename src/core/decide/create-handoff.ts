import type { NewHandoff } from "../command/command.ts";
import type { IntentOf } from "../command/intent-of.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep, isFinalWorkflow } from "../state/status.ts";
import type { StepOrigin } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { findStep } from "./find-step.ts";
import { guardOpen } from "./guard-running.ts";

/** Most steps one workflow may have. */
export const stepLimit = 20_000;

/** Adds a handoff, creating the workflow with the first one and reopening a completed one. */
export const createHandoff = (
  draft: Draft,
  intent: IntentOf<"create_handoff">,
): Refusal | undefined => {
  const state = draft.state();
  if (intent.opens && state.version > 0) {
    return refuse(
      "conflict",
      `Workflow ${state.id} exists already.`,
      "Try again: a new id will be drawn.",
    );
  }
  if (isUndoing(state)) {
    return refuse(
      "workflow_not_running",
      `The work of workflow ${state.id} is being undone (${state.reason}).`,
      "Start a new workflow for more work.",
    );
  }
  const reopens = isFinalWorkflow(state.status) && state.status.startsWith("completed");
  if (!reopens) {
    const ended = guardOpen(state);
    if (ended !== null) return ended;
  }
  if (state.steps.size >= stepLimit) {
    return refuse(
      "too_large",
      `Workflow ${state.id} has ${stepLimit} steps, the most there can be.`,
      "Start another workflow.",
    );
  }
  const needs: string[] = [];
  for (const wanted of intent.handoff.needs) {
    const need = findStep(state, wanted);
    if ("code" in need) return need;
    if (!needs.includes(need.name)) needs.push(need.name);
  }
  const name = stepName(state, intent.handoff);
  if (typeof name !== "string") return name;
  if (state.version === 0) draft.emit({ type: "workflow_created", title: intent.title });
  addHandoff(draft, name, { ...intent.handoff, needs }, { kind: "created", of: null });
  return undefined;
};

/** Emits the creation of a handoff whose needs are step names of this workflow. Returns its step's name. */
export const addHandoff = (
  draft: Draft,
  step: string,
  handoff: NewHandoff,
  origin: StepOrigin,
): string => {
  const state = draft.state();
  const {
    from,
    to,
    payload,
    phase,
    needs,
    resources,
    uses = {},
    timeoutSeconds,
    backoff,
  } = handoff;
  const unmet = needs.filter((need) => !isFinalStep(draft.step(need).status)).length;
  const contract = {
    handoff_id: draft.takeId(),
    timestamp: draft.command.timestamp,
    from_agent: from,
    to_agent: to,
    payload,
    state: {
      workflow_id: state.id,
      current_phase: phase,
      completed_phases: state.phasesDone,
    },
  };
  draft.emit({
    type: "handoff_created",
    step,
    contract,
    needs,
    unmet,
    resources,
    uses,
    timeoutSeconds,
    ...(backoff === null ? {} : { backoff }),
    origin,
  });
  draft.touched.add(step);
  return step;
};

/** A free step name made from the agent's: `maria-qa`, then `maria-qa-2`. */
export const freeName = (state: WorkflowState, agent: string): string => {
  const base = agent.replace(/^baton:/, "");
  if (!isTaken(state, base)) return base;
  let number = state.steps.size + 1;
  while (isTaken(state, `${base}-${number}`)) number++;
  return `${base}-${number}`;
};

/** Whether a step has the name, or the plan has a node that will get it. */
const isTaken = (state: WorkflowState, name: string): boolean => {
  const [root = name] = name.split(/[/[]/, 1);
  return state.steps.has(name) || (state.flow?.nodes.has(root) ?? false);
};

const stepName = (state: WorkflowState, handoff: NewHandoff): string | Refusal => {
  if (handoff.step === null) return freeName(state, handoff.to.name);
  const existing = state.steps.get(handoff.step);
  if (existing === undefined) {
    if (!isTaken(state, handoff.step)) return handoff.step;
    return refuse(
      "conflict",
      `The plan of workflow ${state.id} has a stage "${handoff.step}".`,
      "Give another step name, or leave it out.",
    );
  }
  return refuse(
    "conflict",
    `Workflow ${state.id} already has a step "${handoff.step}" (handoff ${existing.handoffId}, ${existing.status}).`,
    "Give another step name, or leave it out.",
    { handoff_id: existing.handoffId },
  );
};
