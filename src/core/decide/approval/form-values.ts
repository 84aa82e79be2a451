import type { JsonObject } from "../../json.ts";
import { fieldFault, initialValues } from "../../plan/field-fits.ts";
import type { Field } from "../../plan/plan.ts";
import type { Vote } from "../../state/approval.ts";

type Form = Readonly<Record<string, Field>>;

/** What is wrong with the values an approver gave; null when they fit, and are those of who approved before. */
export const formFault = (
  form: Form,
  given: JsonObject,
  before: Vote | undefined,
): string | null => {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(form, name)) return `form.${name} is no field of the form`;
  const values = formValues(form, given, before);
  for (const [name, field] of Object.entries(form)) {
    const value = values[name] ?? null;
    if (value === null && field.initial === undefined) return `form.${name} is missing`;
    const fault = fieldFault(field, value, `form.${name}`);
    if (fault !== null) return fault;
    const agreed = before?.form[name] ?? null;
    // What several approve is one thing.
    if (before !== undefined && value !== agreed)
      return `form.${name} was filled in by ${before.by.name} as ${JSON.stringify(agreed)}: approve the same, or reject`;
  }
  return null;
};

/** The values of a form: what was given, else what was approved before, else its defaults. */
export const formValues = (
  form: Form,
  given: JsonObject,
  before: Vote | undefined,
): JsonObject => ({ ...initialValues(form), ...before?.form, ...given });
