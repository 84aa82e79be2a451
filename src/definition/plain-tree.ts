import { isJsonObject, type Json } from "../core/json.ts";
import type { Path } from "./problem.ts";

/** The value at a path; undefined when there is none. */
export const nodeIn = (value: Json, path: Path): Json | undefined => {
  let here: Json | undefined = value;
  for (const part of path) {
    if (Array.isArray(here) && typeof part === "number") here = here[part];
    else if (isJsonObject(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
};
