import { isTakenBack } from "../../compensation/rollback-steps.ts";
import { standingAttempt } from "../../compensation/standing-attempt.ts";
import { childUndoneBy } from "../../compensation/undoing-children.ts";
import { labelOf } from "../../compensation/what-to-undo.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";

/**
 * Refuses to return to a point at which a step counts as done that was undone since, or whose undoing has begun:
 * later steps would build on what is not there.
 */
export const guardUndone = (now: WorkflowState, base: WorkflowState): Refusal | null => {
  const begun = new Set<string>();
  for (const { origin, attempts, name, status } of now.steps.values()) {
    const tried = (base.steps.get(name)?.attempts.length ?? 0) < attempts.length;
    const asked = childUndoneBy(now, name) !== null && status === "waiting";
    if (origin.kind === "compensation" && origin.of !== null && (tried || asked))
      begun.add(origin.of);
  }
  const gone = [
    ...[...base.steps.values()]
      .filter((step) => standingAttempt(step) !== null)
      .filter((step) => step.status === "completed" || isTakenBack(base, step))
      .filter((step) => {
        const later = now.steps.get(step.name);
        return (
          later?.handoffId === step.handoffId &&
          (later.undone > step.undone || begun.has(step.name))
        );
      })
      .map(({ name }) => name),
    ...childrenUndone(now, base, begun),
  ];
  return gone.length === 0
    ? null
    : refuse(
        "conflict",
        `What ${gone.join(", ")} did was undone since, and counts as done at that point.`,
        "Choose a checkpoint from before it was done, or start the workflow again.",
        { undone: gone },
      );
};

/** The stages that count as done at a point, and whose workflows were undone since, or are being undone. */
const childrenUndone = (
  now: WorkflowState,
  base: WorkflowState,
  begun: ReadonlySet<string>,
): readonly string[] =>
  [...(base.flow?.started.entries() ?? [])].flatMap(([id, { node, undone }]) => {
    const later = now.flow?.started.get(id);
    const taken = later !== undefined && ((later.undone && later.changed) || begun.has(id));
    const done = base.flow?.nodes.get(node)?.status === "completed";
    return !undone && done && taken ? [labelOf(base, id)] : [];
  });

/** Refuses to go on, in another workflow, from a point at which work was being undone or was undone. */
export const guardForkable = (now: WorkflowState, base: WorkflowState): Refusal | null =>
  base.compensation === null
    ? guardUndone(now, base)
    : refuse(
        "conflict",
        `At that point the work of ${base.id} was being undone.`,
        "Choose a checkpoint from before, or start the workflow again.",
      );
