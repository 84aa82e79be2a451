import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";

/** Takes note that a compensation is done: what was done is undone, and is never undone again. */
export const compensationSettled = (draft: Draft, by: string): void => {
  const { kind, of } = draft.step(by).origin;
  if (kind !== "compensation" || of === null) return;
  const child = draft.state().flow?.started.get(of);
  if (child !== undefined) {
    const undone = [child.node];
    draft.emit({ type: "child_undone", step: by, child: of, undone, left: [], stays: [] });
    return;
  }
  const { attempts, status } = draft.step(of);
  const again = !isFinalStep(status);
  draft.emit({ type: "step_compensated", step: of, by, attempts: attempts.length, again });
};
