import type { Json } from "../../../src/core/json.ts";
import type { StreamState } from "../../../src/core/state/stream-state.ts";

/** A state as plain JSON: maps become objects with their keys in order. */
export const plain = (state: StreamState): Json => {
  const json: Json = JSON.parse(
    JSON.stringify(state, (_, value: unknown) =>
      isMap(value)
        ? Object.fromEntries([...value.entries()].sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  );
  return json;
};

const isMap = (
  value: unknown,
): value is { entries(): IterableIterator<readonly [string, unknown]> } =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  "entries" in value &&
  typeof value.entries === "function";
