import type { Completion } from "../../core/command/completion.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Flow } from "../../core/state/flow.ts";
import type { Step } from "../../core/state/step.ts";
import type { Ports } from "../ports.ts";
import { amendedPlan } from "../workflow/change-plan.ts";

/**
 * The change of the plan in the outputs of whoever was asked to plan anew; null when there is none. What keeps it from
 * being a plan is missing from the completion, as any other part of its contract would be.
 */
export const amendmentIn = async (
  ports: Ports,
  flow: Flow | null,
  step: Step | undefined,
  outputs: Json,
): Promise<Completion["amendment"] | Refusal> => {
  if (flow === null || step?.origin.kind !== "replan") return null;
  if (!isJsonObject(outputs)) return null;
  const { amendment } = outputs;
  if (amendment === undefined || amendment === null) return null;
  const change = await amendedPlan(ports, flow, amendment, {
    path: ["outputs", "amendment"],
    reason: `${step.agent} planned ${step.origin.of ?? "it"} anew`,
  });
  if ("code" in change) return change;
  return "problems" in change
    ? {
        type: "faulty",
        faults: change.problems.map(({ path, what, fix }) => `${path}: ${what} (${fix})`),
      }
    : { type: "proposed", change };
};
