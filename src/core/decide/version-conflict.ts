import { type Refusal, refuse } from "../refusal.ts";

/** Guards a key against a write its writer has not seen. Version 0 means "must not exist", which an expired key meets. */
export const versionConflict = (
  expected: number | null,
  actual: number,
  expired: boolean,
): Refusal | null => {
  if (expected === null || expected === actual || (expected === 0 && expired)) return null;
  return refuse(
    "conflict",
    `The key is at version ${actual}, not ${expected}: someone wrote it since you read it.`,
    "Read it with get_memory, merge, and write with its version.",
    { expected_version: expected, version: actual },
  );
};
