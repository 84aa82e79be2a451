import { type ToUndo, whatToUndo } from "../../compensation/what-to-undo.ts";
import type { Compensation } from "../../state/compensation.ts";
import type { Step } from "../../state/step.ts";
import { cancelOpenSteps } from "../cancel-open-steps.ts";
import type { Draft } from "../draft.ts";
import { withdrawTasks } from "../open-task.ts";
import { addCompensation } from "./add-compensation.ts";

/** What is undone, and what the workflow is then. */
interface Undoing extends Pick<Compensation, "endsAs" | "reason"> {
  /** Why what is open ends. */
  readonly stop: string;
  /** Only this step and what ended after it; null for everything. */
  readonly from: Step | null;
}

/** Ends what is open and undoes what was done, latest first, one after the other. */
export const beginCompensation = (draft: Draft, { endsAs, reason, stop, from }: Undoing): void => {
  cancelOpenSteps(draft, stop);
  withdrawTasks(draft, stop);
  const { undo, stays } = whatToUndo(draft.state(), from && draft.step(from.name));
  draft.emit({
    type: "compensation_started",
    endsAs,
    reason,
    steps: undo.map(({ name }) => name),
    stays,
  });
  undo.reduce<readonly string[]>((before, { name }) => [addCompensation(draft, name, before)], []);
  draft.emit({ type: "workflow_status_changed", status: "compensating", reason });
};

/** Whether undoing would do or say anything. */
export const hasWork = ({ undo, stays }: ToUndo): boolean => undo.length + stays.length > 0;
