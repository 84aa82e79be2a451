import type { CompensateWith } from "../plan/plan.ts";
import { planNode } from "../plan/plan-scope.ts";
import type { StartedChild } from "../state/flow.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { type Ended, latestFirst, standingAttempt } from "./standing-attempt.ts";

/** Work that can be undone: what a step did, or a workflow that a stage has used. */
export type Undoable =
  | { readonly kind: "step"; readonly name: string; readonly how: CompensateWith }
  | {
      readonly kind: "workflow";
      /** Its id. */
      readonly name: string;
      readonly node: string;
      /** What takes the place of its own compensations; null when there is nothing. */
      readonly how: CompensateWith | null;
      /** Whether its node waits for it. */
      readonly open: boolean;
    };

/** What undoing a workflow would mean. */
export interface ToUndo {
  /** In the order in which it is undone. */
  readonly undo: readonly Undoable[];
  /** What did something, or may have, and says nothing of how to undo it, latest first. */
  readonly stays: readonly string[];
}

/**
 * What of a workflow stands and can be undone, or cannot; with `from`, only that and what ended after it, with `since`
 * only what ended after that event, or has not ended.
 */
export const whatToUndo = (state: WorkflowState, from: string | null, since = 0): ToUndo => {
  const standing = [...standingSteps(state), ...standingChildren(state)];
  const first = standing.find(({ name }) => name === from)?.end ?? null;
  const chosen = standing
    .filter(({ end }) => first === null || latestFirst(end, first) <= 0)
    .filter(({ end }) => end.endedIn === null || end.endedIn > since)
    .sort((a, b) => latestFirst(a.end, b.end));
  return {
    undo: chosen.flatMap(({ undoable }) => undoable ?? []),
    stays: chosen.flatMap(({ undoable, label }) => (undoable === null ? [label] : [])),
  };
};

/** Whether what a step did, or a workflow that a stage has used, stands. */
export const stands = ({ flow, steps }: WorkflowState, name: string): boolean => {
  const child = flow?.started.get(name);
  if (child !== undefined) return !child.undone;
  const step = steps.get(name);
  return step !== undefined && standingAttempt(step) !== null;
};

/** Something that stands; `undoable` is null when nothing undoes it. */
interface Standing {
  readonly name: string;
  readonly label: string;
  readonly end: Ended;
  readonly undoable: Undoable | null;
}

const standingSteps = (state: WorkflowState): readonly Standing[] =>
  [...state.steps.values()].flatMap((step) => {
    const end = isWork(step) ? standingAttempt(step) : null;
    if (end === null) return [];
    const { name } = step;
    const how = compensateOf(state, name);
    return [{ name, label: name, end, undoable: how && { kind: "step", name, how } }];
  });

const standingChildren = (state: WorkflowState): readonly Standing[] =>
  [...(state.flow?.started.entries() ?? [])].flatMap(([name, child]): readonly Standing[] => {
    const { node, endedIn, undone } = child;
    const ended = { endedIn, fence: 0 };
    if (undone) return [];
    if (isOthers(state, child))
      return endedIn === null || endedIn > ownSince(state)
        ? []
        : [
            {
              name,
              label: `${labelOf(state, name)} of another workflow`,
              end: ended,
              undoable: null,
            },
          ];
    const newest = state.flow?.nodes.get(node)?.child?.workflow === name;
    const how = newest ? compensateOf(state, node) : null;
    const open = endedIn === null;
    const undoable = { kind: "workflow", name, node, how, open } as const;
    return [{ name, label: labelOf(state, name), end: ended, undoable }];
  });

/** What a fork brought along was started by the workflow it came from, which alone undoes it. */
const isOthers = (state: WorkflowState, { startedIn }: StartedChild): boolean =>
  startedIn <= ownSince(state);

const ownSince = ({ forkedFrom }: WorkflowState): number =>
  forkedFrom === null ? 0 : 1 + forkedFrom.copied;

/** How people are told of something that is undone: a step by its name, a workflow by its stage and id. */
export const labelOf = ({ flow }: WorkflowState, name: string): string => {
  const child = flow?.started.get(name);
  return child === undefined ? name : `${child.node} (workflow ${name})`;
};

/** Who undoes what a step or a stage did, and how; null when its stage does not say. */
export const compensateOf = (
  { flow, steps }: WorkflowState,
  name: string,
): CompensateWith | null => {
  const { origin } = steps.get(name) ?? {};
  if (flow === null || (origin !== undefined && origin.kind !== "plan")) return null;
  if (!flow.nodes.has(name)) return null;
  const node = planNode(flow, name);
  return node.kind === "agent" || node.kind === "workflow" ? (node.compensate ?? null) : null;
};

/** Compensations and what was only asked for advice leave nothing to undo. */
const isWork = ({ origin: { kind } }: Step): boolean =>
  kind !== "compensation" && kind !== "replan" && kind !== "rollback";
