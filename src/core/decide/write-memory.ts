import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { versionConflict } from "./version-conflict.ts";

/** Most keys one workflow's memory may hold. */
export const workflowKeyLimit = 10_000;

/** Writes one key of the workflow's shared memory; its version rises with every write, also over rewinds. */
export const writeMemory = (
  draft: Draft,
  intent: IntentOf<"write_workflow_memory">,
): Refusal | undefined => {
  const state = draft.state();
  const { key, write } = intent;
  const current = state.memory.get(key);
  const expired = current?.expiresAt != null && current.expiresAt <= draft.command.at;
  const conflict = versionConflict(write.expectedVersion, current?.version ?? 0, expired);
  if (conflict !== null) return conflict;
  if (current === undefined && state.memory.size >= workflowKeyLimit) {
    return refuse(
      "too_large",
      `Workflow ${state.id} holds ${workflowKeyLimit} keys.`,
      "Put several facts under one key, or use scope project.",
    );
  }
  const { value, by, tags, expiresAt } = write;
  const version = (state.memoryVersions.get(key) ?? 0) + 1;
  draft.emit({ type: "workflow_memory_set", key, value, version, by, tags, expiresAt });
  return undefined;
};
