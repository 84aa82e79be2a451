import { nearest } from "../core/nearest.ts";
import type { Compiling } from "./compiling.ts";
import type { StageSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";

/** Expressions by the name of the state value they give. */
export const stateValues = (
  values: StageSource["set"],
  at: Standing,
  { problems, state, expression }: Compiling,
): Readonly<Record<string, string>> => {
  const texts: [string, string][] = [];
  for (const [name, value] of Object.entries(values ?? {})) {
    const path = [...at.path, name];
    if (!Object.hasOwn(state, name)) {
      problems.add(path, `gives ${name.slice(0, 100)}, which state_schema does not declare`, () => {
        const [near] = nearest(name.slice(0, 100), Object.keys(state), 1);
        return near === undefined
          ? "Declare it in state_schema."
          : `Did you mean ${near}? Else declare it.`;
      });
    }
    expression(String(value), { ...at, path });
    texts.push([name, String(value)]);
  }
  return Object.fromEntries(texts);
};
