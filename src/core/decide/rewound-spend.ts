import type { Told } from "../event/workflow-event.ts";
import type { Attempt, Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/**
 * What counts as estimated after a rewind. Attempts begun since the checkpoint are thrown away and count with what was
 * kept back. Those the checkpoint knew under way are revoked after it and counted then, so they are taken off here.
 */
export const estimatedAfter = (state: WorkflowState, base: WorkflowState): number => {
  let { estimated } = state.spend;
  for (const { lease, name } of state.steps.values()) {
    const then = base.steps.get(name)?.lease?.fence;
    if (lease !== null && lease.fence !== then) estimated += lease.weight.reserved;
  }
  for (const step of base.steps.values()) {
    const now = attemptNow(state, step, step.attempts.at(-1));
    if (step.lease !== null && now?.end !== null && (now?.tokens ?? null) === null) {
      estimated -= step.lease.weight.reserved;
    }
  }
  return estimated;
};

/** What was told or measured since the checkpoint of attempts that it knows. */
export const toldSince = (
  state: WorkflowState,
  base: WorkflowState,
): Readonly<Record<string, readonly Told[]>> => {
  const told: [string, readonly Told[]][] = [];
  for (const step of base.steps.values()) {
    const since = step.attempts.flatMap((then): readonly Told[] => {
      const now = attemptNow(state, step, then);
      if (now === undefined || now.tokens === null) return [];
      if (now.tokens === then.tokens && now.usage === then.usage) return [];
      return [{ attempt: then.number, tokens: now.tokens, usage: now.usage }];
    });
    if (since.length > 0) told.push([step.name, since]);
  }
  return Object.fromEntries(told);
};

/** The same attempt as it stands now; a later step of the same name is another one. */
const attemptNow = (
  state: WorkflowState,
  step: Step,
  then: Attempt | undefined,
): Attempt | undefined => {
  const now = state.steps.get(step.name);
  if (now?.handoffId !== step.handoffId) return undefined;
  return now.attempts.find(({ fence }) => fence === then?.fence);
};
