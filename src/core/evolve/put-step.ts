import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** Stores a changed step and keeps the counts by status true. */
export const putStep = (state: WorkflowState, step: Step): WorkflowState => {
  const old = state.steps.get(step.name);
  const steps = state.steps.set(step.name, step);
  if (old?.status === step.status) return { ...state, steps };
  const counts = { ...state.counts };
  if (old !== undefined) counts[old.status] -= 1;
  counts[step.status] += 1;
  return { ...state, steps, counts };
};

/** A new step, pending until an event says that it is ready. */
export const addStep = (
  state: WorkflowState,
  event: StreamEvent,
  data: Extract<WorkflowEvent, { type: "handoff_created" }>,
): WorkflowState => {
  const { contract } = data;
  const step: Step = {
    name: data.step,
    index: state.steps.size,
    handoffId: contract.handoff_id,
    createdAt: event.at,
    contract,
    agent: contract.to_agent.name,
    needs: data.needs,
    unmet: data.unmet,
    resources: data.resources,
    timeoutSeconds: data.timeoutSeconds,
    origin: data.origin,
    status: "pending",
    reason: data.unmet > 0 ? "waits for its needs" : "",
    since: event.at,
    dueAt: null,
    lease: null,
    attempts: [],
    failures: 0,
    replans: 0,
    fellBack: false,
    lastError: null,
    answered: [],
    result: null,
  };
  return putStep(
    {
      ...state,
      stepOf: state.stepOf.set(step.handoffId, step.name),
      dependents: data.needs.reduce(
        (map, need) => addDependent(map, need, step.name),
        state.dependents,
      ),
    },
    step,
  );
};

/** Notes that `dependent` waits for `need`. */
export const addDependent = (
  dependents: WorkflowState["dependents"],
  need: string,
  dependent: string,
): WorkflowState["dependents"] =>
  dependents.set(need, [...(dependents.get(need) ?? []), dependent]);
