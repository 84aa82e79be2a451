import { stands } from "../../compensation/what-to-undo.ts";
import type { Compensation } from "../../state/compensation.ts";
import type { Draft } from "../draft.ts";

/** Accounts for an undoing that is over. Returns what it could have undone and did not. */
export const endCompensation = (draft: Draft, of: Compensation): readonly string[] => {
  const { counts } = draft.state();
  const left = of.steps.filter((name) => stands(draft.state(), name));
  draft.emit({
    type: "compensation_ended",
    active: counts.active,
    queued: counts.pending + counts.ready + counts.waiting,
    undone: of.steps.filter((name) => !left.includes(name)),
    left,
    stays: of.stays,
  });
  return left;
};
