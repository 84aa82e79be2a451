import type { MemoryWrite } from "../../core/command/command.ts";
import { guardLease } from "../../core/decide/guard-lease.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { memoryStream } from "../../core/state/stream-state.ts";
import type { Answer } from "../answer.ts";
import { doDue } from "../due/do-due.ts";
import { workflowState } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForKey } from "../project-room.ts";
import { runCommand } from "../run-command.ts";
import { storeValue } from "../value.ts";
import { memoryOwner } from "./memory-owner.ts";
import type { MemoryScope } from "./memory-scopes.ts";

/** Arguments of set_memory. */
export interface SetMemoryInput {
  readonly key: string;
  readonly value: Json;
  readonly scope?: MemoryScope | undefined;
  readonly workflow_id?: string | undefined;
  readonly expected_version?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly ttl_seconds?: number | undefined;
  readonly by?: string | undefined;
  readonly lease_token?: string | undefined;
}

/** Largest value, in bytes of JSON. */
const valueLimit = 262_144;

/** Remembers a value under a key. */
export const setMemory = async (
  ports: Ports,
  input: SetMemoryInput,
  caller: Caller,
): Promise<Answer> => {
  const owner = await memoryOwner(ports, input, caller);
  if ("code" in owner) return owner;
  const { stored, blobs, bytes } = storeValue(ports, input.value);
  if (bytes > valueLimit) {
    return refuse(
      "too_large",
      `The value has ${bytes} bytes, at most ${valueLimit} are kept.`,
      "Write it to a file, record that with add_artifact, and remember its path.",
    );
  }
  const expiresAt =
    input.ttl_seconds === undefined ? null : ports.clock.now() + input.ttl_seconds * 1000;
  const write: MemoryWrite = {
    value: stored,
    by: input.by ?? caller.actor.name,
    tags: input.tags ?? [],
    expiresAt,
    expectedVersion: input.expected_version ?? null,
  };
  if (owner.scope !== "workflow") {
    const stream = memoryStream(owner.scope, owner.id, input.key);
    const isNew = (await ports.store.state(stream)).version === 0;
    const full = isNew ? await guardRoomForKey(ports, owner) : null;
    if (full !== null) return full;
    return runCommand(ports, {
      stream,
      intent: { type: "write_memory", write },
      caller,
      ids: 0,
      blobs,
      content: (after) => written(input.key, owner.scope, after.version),
    });
  }
  const author = await authorOf(ports, owner.id, input, write.by);
  if (typeof author !== "string") return author;
  await doDue(ports, owner.id);
  return runCommand(ports, {
    stream: owner.id,
    intent: { type: "write_workflow_memory", key: input.key, write: { ...write, by: author } },
    caller,
    ids: 0,
    blobs,
    content: (after) =>
      written(
        input.key,
        "workflow",
        after.kind === "workflow" ? (after.memory.get(input.key)?.version ?? 0) : 0,
      ),
  });
};

const written = (key: string, scope: MemoryScope, version: number): JsonObject => ({
  key,
  scope,
  version,
});

/** Whoever shows a lease writes under its agent's name, and only while it holds. */
const authorOf = async (
  ports: Ports,
  workflow: string,
  input: SetMemoryInput,
  by: string,
): Promise<string | Refusal> => {
  if (input.lease_token === undefined) return by;
  const state = await workflowState(ports, workflow);
  for (const step of state.steps.values()) {
    if (step.lease?.token === input.lease_token) return input.by ?? step.agent;
  }
  const refusal = guardLease(undefined, input.lease_token);
  return refusal.type === "refused"
    ? refuse("stale_lease", "That lease_token is not current in this workflow.", refusal.fix)
    : by;
};
