import { liveAfter } from "../budget/brief-weight.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { PersistentMap } from "../persistent-map.ts";
import type { StepStatus } from "../state/status.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** How many of the steps completed last are listed: more than a brief tells, and than most steps need. */
const doneRemembered = 30;

/** Stores a changed step and keeps true what is counted and listed by status, and the sums of what is under way. */
export const putStep = (before: WorkflowState, step: Step): WorkflowState => {
  const old = before.steps.get(step.name);
  const live = liveAfter(before.live, old?.lease?.weight, step.lease?.weight);
  const state = live === before.live ? before : { ...before, live };
  const steps = state.steps.set(step.name, step);
  if (old?.status === step.status) return { ...state, steps };
  const counts = { ...state.counts };
  if (old !== undefined) counts[old.status] -= 1;
  counts[step.status] += 1;
  const listed = (names: PersistentMap<true>, status: StepStatus): PersistentMap<true> => {
    if (step.status === status) return names.set(step.name, true);
    return old?.status === status ? names.delete(step.name) : names;
  };
  return {
    ...state,
    steps,
    counts,
    readySteps: listed(state.readySteps, "ready"),
    activeSteps: listed(state.activeSteps, "active"),
    lastDone:
      step.status === "completed"
        ? [...state.lastDone, step.name].slice(-doneRemembered)
        : state.lastDone,
  };
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
    uses: data.uses,
    timeoutSeconds: data.timeoutSeconds,
    backoff: data.backoff ?? null,
    origin: data.origin,
    status: "pending",
    reason: data.unmet > 0 ? "waits for its needs" : "",
    since: event.at,
    turn: 0,
    dueAt: null,
    lease: null,
    attempts: [],
    failures: 0,
    replans: 0,
    fellBack: false,
    lastError: null,
    answered: [],
    result: null,
    undone: 0,
  };
  return putStep(
    {
      ...state,
      spend: { ...state.spend, handoffs: state.spend.handoffs + 1 },
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
