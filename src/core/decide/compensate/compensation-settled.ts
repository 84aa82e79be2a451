import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";

/** Takes note that a compensation is done: what its step did is undone, and is never undone again. */
export const compensationSettled = (draft: Draft, by: string): void => {
  const { kind, of } = draft.step(by).origin;
  if (kind !== "compensation" || of === null) return;
  const { attempts, status } = draft.step(of);
  const again = !isFinalStep(status);
  draft.emit({ type: "step_compensated", step: of, by, attempts: attempts.length, again });
};
