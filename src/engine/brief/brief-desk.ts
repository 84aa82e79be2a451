import type { Rules } from "../../core/rules.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Ports } from "../ports.ts";
import { briefMaterial } from "./brief-material.ts";
import { composeBrief } from "./compose-brief.ts";

/**
 * Where the briefs of one call are composed. A claim is decided with the weight of its brief, so the brief is made
 * inside the decision, once, and given out from here when the claim is committed.
 */
export interface BriefDesk {
  /** Reads what the brief needs; what comes back composes and weighs it at once. */
  prepare(workflow: string, step: Step, learnings: readonly string[]): Promise<Rules["weigh"]>;
  /** The brief of a step that is held now; composed anew when it was not made for this lease. */
  give(state: WorkflowState, step: Step): Promise<string>;
}

/** A desk for one call. */
export const briefDesk = (ports: Ports): BriefDesk => {
  const made = new Map<string, string>();
  return {
    prepare: async (workflow, step, learnings) => {
      const material = await briefMaterial(ports, workflow, step, learnings);
      return (state, claimed) => {
        const { text, weight } = composeBrief(ports, state, claimed, material);
        made.set(claimed.lease?.token ?? "", text);
        return weight;
      };
    },
    give: async (state, step) => {
      const ready = made.get(step.lease?.token ?? "");
      if (ready !== undefined) return ready;
      const learnings = step.attempts.at(-1)?.learnings ?? [];
      const material = await briefMaterial(ports, state.id, step, learnings);
      return composeBrief(ports, state, step, material).text;
    },
  };
};
