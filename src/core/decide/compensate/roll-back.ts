import { rollbackSteps } from "../../compensation/rollback-steps.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Draft } from "../draft.ts";
import { addCompensation } from "./add-compensation.ts";

/** What a rollback undoes. */
export interface RolledBack {
  /** The steps it takes back, with the step that undoes each, latest first. */
  readonly steps: readonly { readonly name: string; readonly undoneBy: string }[];
}

/** Has undone, latest first, what a failed step builds on. */
export const rollBack = (draft: Draft, failed: string): RolledBack => {
  let before: readonly string[] = [];
  const steps = rollbackSteps(draft.state(), draft.step(failed)).map(({ name, how }) => {
    const undoneBy = addCompensation(draft, { kind: "step", name, how }, before);
    before = [undoneBy];
    return { name, undoneBy };
  });
  return { steps };
};

/** The steps that are undone are done again, in their order, once `back` has said how. */
export const takeBack = (draft: Draft, { steps }: RolledBack, back: string): void => {
  const taken = new Set(steps.map(({ name }) => name));
  for (const { name, undoneBy } of steps) {
    const open = draft
      .step(name)
      .needs.filter((need) => taken.has(need) || !isFinalStep(draft.step(need).status));
    draft.emit({
      type: "step_taken_back",
      step: name,
      needs: [undoneBy, back],
      unmet: open.length + 2,
    });
  }
};
