import { type ToUndo, type Undoable, whatToUndo } from "../../compensation/what-to-undo.ts";
import type { Compensation } from "../../state/compensation.ts";
import { cancelOpenSteps } from "../cancel-open-steps.ts";
import type { Draft } from "../draft.ts";
import { withdrawTasks } from "../open-task.ts";
import { addCompensation } from "./add-compensation.ts";

/** What is undone, and what the workflow is then. */
interface Undoing extends Pick<Compensation, "endsAs" | "reason"> {
  /** Why what is open ends. */
  readonly stop: string;
  /** Only this, as `Undoable` names it, and what ended after it; null for everything. */
  readonly from: string | null;
  /** Only what ended after that event; 0 for everything. */
  readonly since?: number;
}

/** Ends what is open and undoes what was done, latest first, one after the other. */
export const beginCompensation = (
  draft: Draft,
  { endsAs, reason, stop, from, since = 0 }: Undoing,
): void => {
  cancelOpenSteps(draft, stop);
  withdrawTasks(draft, stop);
  const { undo, stays } = whatToUndo(draft.state(), from, since);
  draft.emit({
    type: "compensation_started",
    endsAs,
    reason,
    steps: undo.map(({ name }) => name),
    stays,
  });
  // Workflows that are at work have no order among them, and none of them goes on until another one is undone.
  const before = undo.filter(isAtWork).map((each) => addCompensation(draft, each, []));
  undo
    .filter((each) => !isAtWork(each))
    .reduce<readonly string[]>((needs, each) => [addCompensation(draft, each, needs)], before);
  draft.emit({ type: "workflow_status_changed", status: "compensating", reason });
};

const isAtWork = (undoable: Undoable): boolean =>
  undoable.kind === "workflow" && undoable.open && undoable.how === null;

/** Whether undoing would do or say anything. */
export const hasWork = ({ undo, stays }: ToUndo): boolean => undo.length + stays.length > 0;
