import type { Json } from "../core/json.ts";
import { compileIn, type Definition, type Places, type Premises, readingOf } from "./compile-in.ts";
import { findUses } from "./find-uses.ts";
import type { Problem } from "./problem.ts";

/** The workflows of a text, or all that is wrong with it. */
export type ReadDefinitions =
  | { readonly type: "definitions"; readonly definitions: readonly Definition[] }
  | { readonly type: "invalid"; readonly problems: readonly Problem[] };

/** Checks and compiles the workflows of a plain value. */
export const compileDefinitions = (
  value: Json,
  premises: Premises,
  places: Places,
): ReadDefinitions => {
  const reading = readingOf(value, places);
  const useIn = findUses(premises);
  const definitions = reading.workflows.map(
    (source) => compileIn(reading, source, premises, useIn).definition,
  );
  const problems = reading.problems();
  return problems.length > 0 ? { type: "invalid", problems } : { type: "definitions", definitions };
};
