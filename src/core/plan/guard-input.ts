import type { JsonObject } from "../json.ts";
import { nearest } from "../nearest.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { fieldFault, initialValues, isOptional } from "./field-fits.ts";
import type { Plan } from "./plan.ts";

/** Refuses inputs that a plan does not take, that do not fit, or that are missing. */
export const guardInput = (plan: Plan, given: JsonObject): Refusal | null => {
  for (const name of Object.keys(given)) {
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
  const input = { ...initialValues(plan.input), ...given };
  for (const [name, field] of Object.entries(plan.input)) {
    const value = input[name] ?? null;
    const fault = fieldFault(field, value, `input.${name}`);
    if (fault !== null)
      return refuse("invalid_input", `${fault}.`, `Give input ${name} so that it fits.`);
    if (value === null && !isOptional(field)) {
      return refuse(
        "invalid_input",
        `input.${name} is missing.`,
        `Give input ${name} (${field.type}).`,
      );
    }
  }
  return null;
};
