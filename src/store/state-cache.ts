import type { StreamState } from "../core/state/stream-state.ts";

/** Folded states of the streams used last, each valid for its own version only. */
export interface StateCache {
  get(stream: string): StreamState | undefined;
  put(stream: string, state: StreamState): void;
  clear(): void;
}

/** How much a cache may hold. */
export interface CacheLimits {
  readonly streams: number;
  /** Steps, artifacts, tasks and memory keys of all states together. */
  readonly weight: number;
}

/** Enough for a busy project, and small beside the runtime itself. */
const defaultCacheLimits: CacheLimits = { streams: 256, weight: 20_000 };

/** A cache that forgets the state used longest ago, but always keeps the newest. */
export const stateCache = (limits: CacheLimits = defaultCacheLimits): StateCache => {
  const states = new Map<string, StreamState>();
  let weight = 0;
  const drop = (stream: string): void => {
    const state = states.get(stream);
    if (state === undefined) return;
    states.delete(stream);
    weight -= weightOf(state);
  };
  return {
    get: (stream) => {
      const state = states.get(stream);
      if (state === undefined) return undefined;
      states.delete(stream);
      states.set(stream, state);
      return state;
    },
    put: (stream, state) => {
      drop(stream);
      states.set(stream, state);
      weight += weightOf(state);
      for (const oldest of states.keys()) {
        if (states.size <= 1) break;
        if (states.size <= limits.streams && weight <= limits.weight) break;
        drop(oldest);
      }
    },
    clear: () => {
      states.clear();
      weight = 0;
    },
  };
};

const weightOf = (state: StreamState): number => {
  if (state.kind === "import") return 1 + state.known.size;
  return state.kind !== "workflow"
    ? 1
    : 1 +
        state.steps.size +
        state.artifacts.size +
        state.tasks.size +
        state.memory.size +
        state.checkpoints.size +
        (state.flow?.nodes.size ?? 0);
};
