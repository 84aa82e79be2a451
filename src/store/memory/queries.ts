import type { Json } from "../../core/json.ts";
import type { MemoryHit, MemoryQuery, Queries } from "../../core/port/query.ts";
import { acrossWorkflows, withinWorkflow } from "../../core/project/queue-order.ts";
import type { HandoffRow, TimerRow } from "../../core/project/row.ts";
import { isFinalWorkflow, offersWork } from "../../core/state/status.ts";
import { brainQueries } from "./brain-queries.ts";
import { scoreOf } from "./search.ts";
import type { Tables } from "./tables.ts";
import { loadsOf } from "./transact.ts";
import { stateAt, stateOf, type World } from "./world.ts";

/** Reads of a memory store. Each looks at all rows of a table: these stores are small. */
export const createQueries = (world: World): Queries => ({
  state: async (stream) => stateOf(world, stream),
  stateAt: async (stream, version) => stateAt(world, stream, version),
  events: async (stream, after, limit) =>
    (world.streams.get(stream) ?? []).slice(after, after + limit).map(({ event }) => event),
  eventsBefore: async (stream, before, limit) =>
    (world.streams.get(stream) ?? [])
      .slice(0, Math.max(0, before - 1))
      .reverse()
      .slice(0, limit)
      .map(({ event }) => event),
  workflowsLike: async (prefix, limit) =>
    like(world.tables.workflow.values(), (row) => row.workflow, prefix, limit),
  handoffsLike: async (prefix, limit) =>
    like(world.tables.handoff.values(), (row) => row.handoff, prefix, limit),
  tasksLike: async (prefix, limit) =>
    like(world.tables.task.values(), (row) => row.task, prefix, limit),
  checkpointsLike: async (prefix, limit) =>
    like(world.tables.checkpoint.values(), (row) => row.checkpoint, prefix, limit),
  streamsLike: async (prefix, limit) => like(world.streams.keys(), (name) => name, prefix, limit),
  followers: async (definition) =>
    [...world.tables.workflow.values()].filter(
      (row) => row.definition === definition && !isFinalWorkflow(row.status),
    ).length,
  openWorkflows: async () =>
    [...world.tables.workflow.values()].filter((row) => !isFinalWorkflow(row.status)).length,
  memoryKeys: async ({ scope, owner }) =>
    [...world.tables.memory.values()].filter((row) => row.scope === scope && row.owner === owner)
      .length,
  endedSince: async (time) => {
    const ended = [...world.tables.workflow.values()].filter(
      (row) => row.updatedAt >= time && isFinalWorkflow(row.status),
    );
    return new Map(
      [...Map.groupBy(ended, ({ status }) => status)].map(([status, rows]) => [
        status,
        rows.length,
      ]),
    );
  },
  workflows: async ({ open, limit, offset, after }) => {
    const rows = [...world.tables.workflow.values()]
      .reverse()
      .sort((a, b) => b.updatedAt - a.updatedAt);
    const from =
      after === undefined ? 0 : rows.findIndex((row) => row.workflow === after.workflow) + 1;
    return rows
      .slice(from)
      .filter((row) => !open || !isFinalWorkflow(row.status))
      .slice(offset, offset + limit);
  },
  ready: async ({ limit, offset, ...filter }) =>
    handoffs(world.tables, filter)
      .filter((row) => row.status === "ready" && isQueued(world.tables, row))
      .sort(filter.workflow === undefined ? acrossWorkflows : withinWorkflow)
      .slice(offset, offset + limit),
  active: async ({ limit, ...filter }) =>
    handoffs(world.tables, filter)
      .filter((row) => row.status === "active")
      .sort(byAge)
      .slice(0, limit),
  failed: async ({ limit, offset }) =>
    handoffs(world.tables, {})
      .filter((row) => row.status === "failed")
      .reverse()
      .sort((a, b) => b.since - a.since)
      .slice(offset, offset + limit),
  // A fork copies the claims of its origin, which comes first.
  claimedBy: async (use) =>
    [...world.tables.handoff.values()].find((row) => row.use === use) ?? null,
  openTasks: async ({ workflow, limit }) =>
    [...world.tables.task.values()]
      .filter((row) => row.status === "open" && (workflow ?? row.workflow) === row.workflow)
      .sort((a, b) => a.openedAt - b.openedAt)
      .slice(0, limit),
  timersDue: async (now, limit, stream) =>
    timers(world, stream)
      .filter((row) => row.dueAt <= now)
      .slice(0, limit),
  nextTimer: async () => timers(world)[0]?.dueAt ?? null,
  timersOf: async (stream, limit) => timers(world, stream).slice(0, limit),
  outbox: async (limit, to) =>
    [...world.outbox.values()]
      .filter(({ content }) => (to ?? content.to) === content.to)
      .slice(0, limit),
  signals: async ({ limit, offset }) =>
    [...world.tables.signal.values()].sort((a, b) => a.at - b.at).slice(offset, offset + limit),
  memory: async (query) => memory(world, query),
  recentMemory: async ({ limit, ...query }) =>
    memory(world, { ...query, limit: Number.POSITIVE_INFINITY, offset: 0 })
      .map(({ row }) => row)
      .sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
      .slice(0, limit),
  agentRecords: async (agents) =>
    agents === undefined
      ? [...world.tables.record.values()].sort((a, b) => (a.agent < b.agent ? -1 : 1))
      : agents.flatMap((agent) => world.tables.record.get(agent) ?? []),
  loads: async (now) => loadsOf(world.tables, now),
  ...brainQueries(world),
  blob: async (sha256) => world.blobs.get(sha256) ?? null,
  changeToken: async () => (world.commits === 0 ? "empty" : String(world.commits)),
});

const like = <R>(
  rows: Iterable<R>,
  idOf: (row: R) => string,
  prefix: string,
  limit: number,
): readonly R[] =>
  [...rows]
    .filter((row) => idOf(row).startsWith(prefix))
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
    .slice(0, limit);

const handoffs = (
  tables: Tables,
  filter: { readonly workflow?: string; readonly agent?: string },
): readonly HandoffRow[] =>
  [...tables.handoff.values()].filter(
    ({ workflow, agent }) =>
      (filter.workflow ?? workflow) === workflow && (filter.agent ?? agent) === agent,
  );

const isQueued = (tables: Tables, { workflow }: HandoffRow): boolean => {
  const status = tables.workflow.get(workflow)?.status;
  return status !== undefined && offersWork(status);
};

const byAge = (a: HandoffRow, b: HandoffRow): number =>
  a.since - b.since || a.createdAt - b.createdAt;

/** Soonest first; those of one time by stream in the order of creation, then by name, as an index has them. */
const timers = ({ tables, streams }: World, stream?: string): readonly TimerRow[] => {
  const numbers = new Map([...streams.keys()].map((name, number) => [name, number]));
  const numberOf = (row: TimerRow): number => numbers.get(row.stream) ?? 0;
  return [...tables.timer.values()]
    .filter((row) => (stream ?? row.stream) === row.stream)
    .sort((a, b) => a.dueAt - b.dueAt || numberOf(a) - numberOf(b) || (a.timer < b.timer ? -1 : 1));
};

const memory = (world: World, query: MemoryQuery): readonly MemoryHit[] => {
  const { scope, owner, key, prefix = "", text, tags = [], now, limit, offset } = query;
  const hits = [...world.tables.memory.values()].flatMap((row): MemoryHit[] => {
    const fits =
      row.scope === scope &&
      row.owner === owner &&
      (key ?? row.key) === row.key &&
      row.key.startsWith(prefix) &&
      tags.every((tag) => row.tags.includes(tag)) &&
      (row.expiresAt === null || row.expiresAt > now);
    if (!fits) return [];
    if (text === undefined) return [{ row, score: null }];
    const { value } = row;
    const content: Json =
      value.kind === "inline" ? value.value : JSON.parse(world.blobs.get(value.sha256) ?? "null");
    const score = scoreOf(row, content, text);
    return score === null ? [] : [{ row, score }];
  });
  return hits
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || (a.row.key < b.row.key ? -1 : 1))
    .slice(offset, offset + limit);
};
