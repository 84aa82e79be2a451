import {
  labelOf,
  type ToUndo,
  type Undoable,
  whatToUndo,
} from "../core/compensation/what-to-undo.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { workflowState } from "./find-by-id.ts";
import type { Ports } from "./ports.ts";

/** What would be undone, with what workflows that stages have used would undo themselves. */
export interface UndoListing {
  /** In the order it would be undone, each with who does it. */
  readonly undo: readonly { readonly name: string; readonly by: string }[];
  /** What nobody can undo. */
  readonly stays: readonly string[];
  /** Who is stopped at work. */
  readonly stopped: readonly string[];
}

/** Looks into the workflows that would be asked to undo their work, and into those that they would ask. */
export const listUndoing = async (
  ports: Ports,
  state: WorkflowState,
  { undo, stays }: ToUndo,
  name: (of: string) => string = (of) => of,
): Promise<UndoListing> => {
  const parts: UndoListing[] = [];
  for (const each of undo) parts.push(await listed(ports, state, each, name));
  return {
    undo: parts.flatMap((part) => part.undo),
    stays: [...stays.map(name), ...parts.flatMap((part) => part.stays)],
    stopped: [...atWork(state, name), ...parts.flatMap((part) => part.stopped)],
  };
};

const listed = async (
  ports: Ports,
  state: WorkflowState,
  undoable: Undoable,
  name: (of: string) => string,
): Promise<UndoListing> => {
  const { how } = undoable;
  if (how !== null) {
    const label = name(labelOf(state, undoable.name));
    return { undo: [{ name: label, by: how.agent }], stays: [], stopped: [] };
  }
  const child = await workflowState(ports, undoable.name);
  // Its id may have been somebody else's.
  if (child.parent?.workflow !== state.id) return { undo: [], stays: [], stopped: [] };
  return listUndoing(ports, child, whatToUndo(child, null), (of) => `${of} of ${child.id}`);
};

const atWork = (state: WorkflowState, name: (of: string) => string): readonly string[] =>
  [...state.activeSteps.keys()].map(
    (step) => `${name(step)} (${state.steps.get(step)?.agent ?? ""})`,
  );
