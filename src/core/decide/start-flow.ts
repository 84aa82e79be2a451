import type { IntentOf } from "../command/intent-of.ts";
import { nearest } from "../nearest.ts";
import { fieldFault, initialValues } from "../plan/field-fits.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { openScope } from "./flow/open-scope.ts";

/** Starts a workflow that follows a plan. */
export const startFlow = (draft: Draft, intent: IntentOf<"start_flow">): Refusal | undefined => {
  if (draft.state().version > 0) {
    return refuse(
      "conflict",
      `Workflow ${draft.state().id} exists already.`,
      "Try again: a new id will be drawn.",
    );
  }
  const { plan, title } = intent;
  for (const name of Object.keys(intent.input)) {
    if (Object.hasOwn(plan.input, name)) continue;
    const known = Object.keys(plan.input);
    const near = nearest(name, known);
    return refuse(
      "invalid_input",
      `${plan.name} takes no input "${name}".`,
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : `It takes: ${known.join(", ") || "none"}.`,
    );
  }
  const input = { ...initialValues(plan.input), ...intent.input };
  for (const [name, field] of Object.entries(plan.input)) {
    const value = input[name] ?? null;
    const fault = fieldFault(field, value, `input.${name}`);
    if (fault !== null)
      return refuse("invalid_input", `${fault}.`, `Give input ${name} so that it fits.`);
    if (value === null && field.initial === undefined) {
      return refuse(
        "invalid_input",
        `input.${name} is missing.`,
        `Give input ${name} (${field.type}).`,
      );
    }
  }
  draft.emit({ type: "workflow_created", title });
  draft.emit({ type: "flow_started", plan, input, values: initialValues(plan.state) });
  openScope(draft, null, 1, null);
  return undefined;
};
