import type { Command } from "../command/command.ts";
import { evolveMemory } from "../evolve/evolve-memory.ts";
import { project } from "../project/project.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { MemoryState } from "../state/memory-state.ts";
import type { Decision } from "./decision.ts";
import { versionConflict } from "./version-conflict.ts";

/** Writes one key of project or session memory. */
export const decideMemory = (state: MemoryState, command: Command): Decision | Refusal => {
  const { intent, at, actor } = command;
  if (intent.type !== "write_memory") {
    return refuse("internal", "a memory key is not a workflow", "Report this as a defect.");
  }
  const { value, by, tags, expiresAt, expectedVersion } = intent.write;
  const expired = state.expiresAt !== null && state.expiresAt <= at;
  const conflict = versionConflict(expectedVersion, state.version, expired);
  if (conflict !== null) return conflict;
  const data = { type: "memory_set", value, by, tags, expiresAt } as const;
  const event = { data, at, actor };
  const placed = { ...event, stream: state.id, version: state.version + 1 };
  const after = evolveMemory(state, placed, data);
  const rows = project(state, after, placed);
  return { type: "decided", events: [event], rows, messages: [], after, refusal: null };
};
