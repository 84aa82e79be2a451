import type { Completion } from "../../core/command/completion.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Caller, Ports } from "../ports.ts";
import { amendedPlan } from "../workflow/change-plan.ts";

/** Whose completion it is, and of what. */
export interface Completed {
  readonly state: WorkflowState;
  readonly step: Step | undefined;
  readonly caller: Caller;
}

/**
 * The change of the plan in the outputs of whoever was asked to plan anew; null when there is none. What keeps it from
 * being a plan is missing from the completion, as any other part of its contract would be.
 */
export const amendmentIn = async (
  ports: Ports,
  { state, step, caller }: Completed,
  outputs: Json,
): Promise<Completion["amendment"] | Refusal> => {
  const { flow } = state;
  if (flow === null || step?.origin.kind !== "replan") return null;
  if (!isJsonObject(outputs)) return null;
  const { amendment } = outputs;
  if (amendment === undefined || amendment === null) return null;
  const change = await amendedPlan(ports, { ...state, flow }, amendment, {
    path: ["outputs", "amendment"],
    reason: `${step.agent} planned ${step.origin.of ?? "it"} anew`,
    caller,
  });
  if ("code" in change) return change;
  return "problems" in change
    ? {
        type: "faulty",
        faults: change.problems.map(({ path, what, fix }) => `${path}: ${what} (${fix})`),
      }
    : { type: "proposed", change };
};
