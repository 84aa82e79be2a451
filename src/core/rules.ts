import type { Json, JsonObject } from "./json.ts";

/** Judgements that need a library: given to `decide` as functions, their results recorded in events. */
export interface Rules {
  /** What is wrong with `value` under a JSON Schema; empty when it fits. */
  validate(schema: JsonObject, value: Json): readonly string[];
}
