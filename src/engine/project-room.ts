import type { Store } from "../core/port/store.ts";
import type { MemoryRow } from "../core/project/row.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { definitionPrefix } from "../core/state/definition-state.ts";
import type { Ports } from "./ports.ts";

/** Most unfinished workflows of one project, where the operator says nothing. */
export const workflowLimit = 200_000;
/** Counting takes milliseconds where there are many, so it is done once in this time. */
const countEveryMs = 1_000;
/** Most keys that have not expired, of the project's memory and of each session's. */
export const keyLimit = 20_000;
/** Most versions of definitions that are kept. */
export const definitionLimit = 2_000;

/** Refuses to begin another workflow where so many are unfinished that something must be going wrong. */
export const guardRoomForWorkflow = async (ports: Ports): Promise<Refusal | null> => {
  const { store, clock, workplace } = ports;
  const now = clock.monotonic();
  if (now - (roomAt.get(store) ?? Number.NEGATIVE_INFINITY) < countEveryMs) return null;
  const { workflows: most = workflowLimit } = await workplace.limits();
  if ((await store.openWorkflows()) < most) {
    roomAt.set(store, now);
    return null;
  }
  return refuse(
    "too_large",
    `The project has ${most} unfinished workflows, the most there can be.`,
    "Finish or cancel some: status lists them, and baton control cancel --older-than 14d ends what lies about. The operator allows more: baton config set-capacity --workflows N.",
  );
};

/** When there was room last, by a clock that cannot be set. */
const roomAt = new WeakMap<Store, number>();

/** Refuses another key of project or session memory where there are too many. */
export const guardRoomForKey = async (
  ports: Ports,
  { scope, id: owner }: { readonly scope: MemoryRow["scope"]; readonly id: string },
): Promise<Refusal | null> => {
  const { store, clock } = ports;
  if ((await store.memoryKeys({ scope, owner })) < keyLimit) return null;
  const last = { scope, owner, now: clock.now(), limit: 1, offset: keyLimit - 1 };
  return (await store.memory(last)).length === 0
    ? null
    : refuse(
        "too_large",
        `The memory of this ${scope} holds ${keyLimit} keys, the most there can be.`,
        "Put several facts under one key, or give new ones ttl_seconds.",
      );
};

/** Refuses to keep another version of a definition where there are too many. */
export const guardRoomForDefinition = async (ports: Ports): Promise<Refusal | null> =>
  (await ports.store.streamsLike(definitionPrefix, definitionLimit)).length < definitionLimit
    ? null
    : refuse(
        "too_large",
        `The project keeps ${definitionLimit} versions of definitions, the most there can be.`,
        "Start a template or a version that is kept (baton versions NAME) with another input, rather than a new text each time.",
      );
