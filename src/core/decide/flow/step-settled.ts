import type { Json, JsonObject } from "../../json.ts";
import { fieldFault } from "../../plan/field-fits.ts";
import { isFinalStep } from "../../state/status.ts";
import type { Step } from "../../state/step.ts";
import type { Draft } from "../draft.ts";
import { completeNode, renewNode } from "./complete-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { settleNode } from "./settle-node.ts";

/** Lets the plan go on after a step of its has settled; `output` is what it brought. */
export const stepSettled = (draft: Draft, name: string, output: Json): void => {
  const step = draft.step(name);
  if (step.origin.kind !== "plan") return;
  const node = instanceOf(draft, name);
  if (isFinalStep(node.status)) {
    if (step.status === "completed" && node.status === "completed")
      renewNode(draft, name, output, declaredOutputs(draft, output));
    return;
  }
  if (step.status === "skipped") {
    settleNode(draft, name, { status: "skipped", flows: true, reason: step.reason });
    return;
  }
  completeNode(draft, name, {
    reason: "its step is completed",
    output,
    values: declaredOutputs(draft, output),
  });
};

/** What is wrong with outputs that carry names of the state schema. */
export const outputFaults = (draft: Draft, step: Step, outputs: Json): readonly string[] => {
  if (step.origin.kind !== "plan") return [];
  const { state } = flowOf(draft).plan;
  return Object.entries(declaredOutputs(draft, outputs)).flatMap(([name, value]) => {
    const field = state[name];
    const fault = field === undefined ? null : fieldFault(field, value, `outputs.${name}`);
    return fault === null ? [] : [fault];
  });
};

const declaredOutputs = (draft: Draft, outputs: Json): JsonObject => {
  if (outputs === null || typeof outputs !== "object" || Array.isArray(outputs)) return {};
  const { state } = flowOf(draft).plan;
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => Object.hasOwn(state, name)));
};
