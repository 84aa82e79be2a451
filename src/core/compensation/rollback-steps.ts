import type { CompensateWith } from "../plan/plan.ts";
import { stepsBefore } from "../plan/steps-before.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { latestFirst, standingAttempt } from "./standing-attempt.ts";
import { compensateOf } from "./what-to-undo.ts";

/**
 * What a rollback of a step undoes, latest first: the completed steps of the same list that it builds on, as far
 * back as each can be undone and nothing else was begun on it.
 */
export const rollbackSteps = (
  state: WorkflowState,
  failed: Step,
): readonly { readonly name: string; readonly how: CompensateWith }[] => {
  const scope = state.flow?.nodes.get(failed.name)?.scope;
  if (scope === undefined || failed.origin.kind !== "plan") return [];
  const taken = new Set([failed.name]);
  const used = builtOnByChildren(state);
  return [...state.steps.values()]
    .flatMap((step) => {
      const attempt = standingAttempt(step);
      const how = compensateOf(state, step.name);
      const fits = step.status === "completed" && state.flow?.nodes.get(step.name)?.scope === scope;
      return fits && how !== null && attempt !== null ? [{ name: step.name, how, attempt }] : [];
    })
    .sort((a, b) => latestFirst(a.attempt, b.attempt))
    .filter(({ name }) => {
      const after = state.dependents.get(name) ?? [];
      const alone = after.length > 0 && after.every((each) => taken.has(each)) && !used.has(name);
      if (alone) taken.add(name);
      return alone;
    });
};

/** The steps that workflows which stages have used build on: what those did is not taken back with them. */
const builtOnByChildren = ({ flow }: WorkflowState): ReadonlySet<string> =>
  new Set(
    [...(flow?.nodes.values() ?? [])].flatMap(({ key, child }) =>
      flow === null || child === null ? [] : stepsBefore(flow, key),
    ),
  );

/** Whether a step that was done has been taken back by a rollback, to be done again. */
export const isTakenBack = (state: WorkflowState, step: Step): boolean =>
  step.needs.some((need) => {
    const { kind, of } = state.steps.get(need)?.origin ?? {};
    return kind === "compensation" && of === step.name;
  });
