import type { WorkflowState } from "../state/workflow-state.ts";
import { isUndoing } from "./is-undoing.ts";

/** Who does a compensation that is another workflow's: nobody can claim it. */
export const undoneByItself = "system";

/** The workflow that a step is there to have undone; null for any other step. */
export const childUndoneBy = ({ flow, steps }: WorkflowState, name: string): string | null => {
  const { origin, agent } = steps.get(name) ?? {};
  return origin?.kind === "compensation" &&
    agent === undoneByItself &&
    origin.of !== null &&
    flow?.started.has(origin.of) === true
    ? origin.of
    : null;
};

/** The workflows whose undoing a workflow waits for, each with the step that does. */
export const undoingChildren = (state: WorkflowState): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  if (!isUndoing(state) || state.flow === null || state.flow.started.size === 0) return found;
  const asked = askedAbout(state);
  for (const { name, status } of state.steps.values()) {
    const child = status === "waiting" && !asked.has(name) ? childUndoneBy(state, name) : null;
    if (child !== null) found.set(child, name);
  }
  return found;
};

/** The steps that humans are asked about. */
const askedAbout = ({ openTasks, tasks }: WorkflowState): ReadonlySet<string | null> =>
  new Set(
    openTasks === 0
      ? []
      : [...tasks.values()].filter(({ status }) => status === "open").map(({ step }) => step),
  );
