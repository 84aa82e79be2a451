import type { Queries } from "../../core/port/query.ts";
import { initialState } from "../../core/state/stream-state.ts";
import { brainQueries, type Read } from "./brain-queries.ts";
import { foldStream } from "./fold-stream.ts";
import type { Host } from "./host.ts";
import { retryBusy } from "./retry-busy.ts";
import { toEvent } from "./sql/read-events.ts";

/** Reads on the host's connection; while there is no database they answer as an empty one would. */
export const createQueries = (host: Host): Queries => {
  const read: Read = (empty, from) =>
    retryBusy(host.clock, async () => {
      const connection = await host.reading();
      return connection === null ? empty : from(connection);
    });

  return {
    state: (stream) =>
      read(initialState(stream), ({ ops }) => {
        const head = ops.readStream(stream);
        if (head === undefined) return initialState(stream);
        const cached = host.cache.get(stream);
        if (cached?.version === head.version) return cached;
        const state = foldStream(ops, { id: head.id, name: stream }, head.version, cached);
        host.cache.put(stream, state);
        return state;
      }),
    stateAt: (stream, version) =>
      read(initialState(stream), ({ ops }) => {
        const head = ops.readStream(stream);
        if (head === undefined) return initialState(stream);
        const cached = host.cache.get(stream);
        return foldStream(
          ops,
          { id: head.id, name: stream },
          Math.min(version, head.version),
          cached !== undefined && cached.version <= version ? cached : undefined,
        );
      }),
    events: (stream, after, limit) =>
      read([], ({ ops }) => {
        const head = ops.readStream(stream);
        if (head === undefined) return [];
        return ops
          .readEvents(head.id, after + 1, head.version, limit)
          .map((row) => toEvent(stream, row));
      }),
    eventsBefore: (stream, before, limit) =>
      read([], ({ ops }) => {
        const head = ops.readStream(stream);
        if (head === undefined) return [];
        return ops.readEventsBefore(head.id, before, limit).map((row) => toEvent(stream, row));
      }),
    workflowsLike: (prefix, limit) => read([], ({ ops }) => ops.workflowsLike(prefix, limit)),
    handoffsLike: (prefix, limit) => read([], ({ ops }) => ops.handoffsLike(prefix, limit)),
    tasksLike: (prefix, limit) => read([], ({ ops }) => ops.tasksLike(prefix, limit)),
    checkpointsLike: (prefix, limit) => read([], ({ ops }) => ops.checkpointsLike(prefix, limit)),
    streamsLike: (prefix, limit) => read([], ({ ops }) => ops.streamsLike(prefix, limit)),
    followers: (definition) => read(0, ({ ops }) => ops.countFollowers(definition)),
    endedSince: (time) =>
      read<ReadonlyMap<string, number>>(new Map(), ({ ops }) => ops.countEnded(time)),
    openWorkflows: () => read(0, ({ ops }) => ops.countOpenWorkflows()),
    memoryKeys: (query) => read(0, ({ ops }) => ops.countMemoryKeys(query)),
    workflows: (query) => read([], ({ ops }) => ops.readWorkflows(query)),
    ready: (query) => read([], ({ ops }) => ops.readReady(query)),
    active: (query) => read([], ({ ops }) => ops.readActive(query)),
    failed: (query) => read([], ({ ops }) => ops.readFailed(query)),
    claimedBy: (use) => read(null, ({ ops }) => ops.readClaimedBy(use)),
    openTasks: (query) => read([], ({ ops }) => ops.readOpenTasks(query)),
    timersDue: (now, limit, stream) => read([], ({ ops }) => ops.readTimersDue(now, limit, stream)),
    nextTimer: () => read(null, ({ ops }) => ops.readNextTimer()),
    timersOf: (stream, limit) => read([], ({ ops }) => ops.readTimersOf(stream, limit)),
    outbox: (limit, to) => read([], ({ ops }) => ops.readOutbox(limit, to)),
    signals: (query) => read([], ({ ops }) => ops.readSignals(query)),
    recentMemory: (query) => read([], ({ ops }) => ops.readRecentMemory(query)),
    memory: (query) => read([], ({ ops }) => ops.readMemory(query)),
    agentRecords: (agents) =>
      read([], ({ ops }) =>
        agents === undefined
          ? ops.readAgentRecords()
          : agents.flatMap((agent) => ops.readAgentRecord(agent) ?? []),
      ),
    loads: (now) => read<ReadonlyMap<string, number>>(new Map(), ({ ops }) => ops.readLoads(now)),
    ...brainQueries(read),
    blob: (sha256) => read(null, ({ ops }) => ops.readBlob(sha256)),
    changeToken: () => read("empty", ({ ops }) => `${ops.dataVersion()}.${host.changes()}`),
  };
};
