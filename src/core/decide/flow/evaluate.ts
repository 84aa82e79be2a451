import type { Json } from "../../json.ts";
import type { Evaluated, Interpolated } from "../../rules.ts";
import type { Draft } from "../draft.ts";
import { flowOf, instanceOf } from "./flow-of.ts";
import { lookupIn } from "./lookup.ts";

/** The value of an expression of a scope. */
export const evaluateIn = (draft: Draft, scope: string, expression: string): Evaluated =>
  draft.rules.evaluate(expression, lookupIn(draft.state(), flowOf(draft), scope));

/** The value of an expression about a node that has just ended, which sees what it brought. */
export const evaluateAfter = (
  draft: Draft,
  key: string,
  output: Json,
  expression: string,
): Evaluated => {
  const state = draft.state();
  const { scope, name: own } = instanceOf(draft, key);
  const lookup = lookupIn(state, flowOf(draft), scope);
  const attempts = state.steps.get(key)?.attempts.length ?? 0;
  return draft.rules.evaluate(expression, {
    ...lookup,
    step: (name) => (name === own ? { status: "completed", output, attempts } : lookup.step(name)),
  });
};

/** Whether a condition of a scope holds; anything but a boolean is an error. */
export const conditionIn = (
  draft: Draft,
  scope: string,
  expression: string,
):
  | { readonly type: "value"; readonly value: boolean }
  | { readonly type: "error"; readonly message: string } => {
  const result = evaluateIn(draft, scope, expression);
  if (result.type === "error") return result;
  // A declared name without a value is null, and a condition that asks for it does not hold.
  if (result.value === null) return { type: "value", value: false };
  return typeof result.value === "boolean"
    ? { type: "value", value: result.value }
    : { type: "error", message: `${expression} is ${describe(result.value)}, not true or false` };
};

/** A text of a scope with its expressions filled in. */
export const interpolateIn = (draft: Draft, scope: string, text: string): Interpolated =>
  draft.rules.interpolate(text, lookupIn(draft.state(), flowOf(draft), scope));

const describe = (value: Json): string => JSON.stringify(value).slice(0, 80);
