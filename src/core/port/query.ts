import type { StoredEvent } from "../event/stream-event.ts";
import type {
  CheckpointRow,
  HandoffRow,
  MemoryRow,
  OutboxMessage,
  SignalRow,
  TaskRow,
  TimerRow,
  WorkflowRow,
} from "../project/row.ts";
import type { AgentRecord } from "../recovery/agent-record.ts";
import type { StreamState } from "../state/stream-state.ts";
import type { BrainQueries } from "./brain-query.ts";

/** Narrows memory; all given fields must match. */
export interface MemoryQuery {
  readonly scope: MemoryRow["scope"];
  readonly owner: string;
  readonly key?: string;
  readonly prefix?: string;
  /** Full text over key, tags and the strings of the value; every word must occur, best match first. */
  readonly text?: string;
  readonly tags?: readonly string[];
  /** Rows that expired at or before this time are left out. */
  readonly now: number;
  readonly limit: number;
  readonly offset: number;
}

/** A memory row with its rank for a text query (higher is better). */
export interface MemoryHit {
  readonly row: MemoryRow;
  readonly score: number | null;
}

/** Reads of committed data. Nothing here writes. */
export interface Queries extends BrainQueries {
  /** The folded state of a stream now. */
  state(stream: string): Promise<StreamState>;
  /** The state after event `version`, on the line that led to it. */
  stateAt(stream: string, version: number): Promise<StreamState>;
  /** Events of a stream after `after`, oldest first, abandoned ones included. */
  events(stream: string, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The last `limit` events before version `before`, newest first. */
  eventsBefore(stream: string, before: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Rows whose id begins with `prefix`, at most `limit`. */
  workflowsLike(prefix: string, limit: number): Promise<readonly WorkflowRow[]>;
  handoffsLike(prefix: string, limit: number): Promise<readonly HandoffRow[]>;
  tasksLike(prefix: string, limit: number): Promise<readonly TaskRow[]>;
  checkpointsLike(prefix: string, limit: number): Promise<readonly CheckpointRow[]>;
  /** Names of streams that begin with `prefix`, in order, at most `limit`. */
  streamsLike(prefix: string, limit: number): Promise<readonly string[]>;
  /** How many unfinished workflows follow a version of a definition (`name@version`). */
  followers(definition: string): Promise<number>;
  /** How many workflows ended at or after a time, by their status. */
  endedSince(time: number): Promise<ReadonlyMap<string, number>>;
  /** How many workflows are unfinished. */
  openWorkflows(): Promise<number>;
  /** How many keys an owner has, expired ones included. */
  memoryKeys(owner: Pick<MemoryQuery, "scope" | "owner">): Promise<number>;
  /** Workflows, newest change first, from the one on that follows `after`. `open` leaves out the finished ones. */
  workflows(query: {
    readonly open: boolean;
    readonly limit: number;
    readonly offset: number;
    readonly after?: Pick<WorkflowRow, "workflow" | "updatedAt">;
  }): Promise<readonly WorkflowRow[]>;
  /** Ready handoffs of workflows that offer work (core/state/status.ts), in the order of core/project/queue-order.ts. */
  ready(query: {
    readonly workflow?: string;
    readonly agent?: string;
    readonly limit: number;
    readonly offset: number;
  }): Promise<readonly HandoffRow[]>;
  /** Active handoffs, oldest lease first. */
  active(query: {
    readonly workflow?: string;
    readonly agent?: string;
    readonly limit: number;
  }): Promise<readonly HandoffRow[]>;
  /** Handoffs of steps that stay failed, newest first. */
  failed(query: {
    readonly limit: number;
    readonly offset: number;
  }): Promise<readonly HandoffRow[]>;
  /** The handoff whose latest claim was made by this tool use of a client's. */
  claimedBy(use: string): Promise<HandoffRow | null>;
  /** Open tasks, oldest first. */
  openTasks(query: {
    readonly workflow?: string;
    readonly limit: number;
  }): Promise<readonly TaskRow[]>;
  /** Timers due at or before `now`, oldest first; ties by stream in the order of creation, then by name. */
  timersDue(now: number, limit: number, stream?: string): Promise<readonly TimerRow[]>;
  /** When the next timer is due. */
  nextTimer(): Promise<number | null>;
  /** Timers of one stream, soonest first. */
  timersOf(stream: string, limit: number): Promise<readonly TimerRow[]>;
  /** Undelivered messages, oldest first. */
  outbox(limit: number, to?: string): Promise<readonly PendingMessage[]>;
  /** Signals nobody has taken, oldest first. */
  signals(query: {
    readonly limit: number;
    readonly offset: number;
  }): Promise<readonly SignalRow[]>;
  memory(query: MemoryQuery): Promise<readonly MemoryHit[]>;
  /** The keys of an owner that were written last, newest first; expired ones are left out. */
  recentMemory(
    query: Pick<MemoryQuery, "scope" | "owner" | "now" | "limit">,
  ): Promise<readonly MemoryRow[]>;
  /** Records and loads of agents; all that are known when `agents` is absent. */
  agentRecords(agents?: readonly string[]): Promise<readonly AgentRecord[]>;
  loads(now: number): Promise<ReadonlyMap<string, number>>;
  /** The JSON text of a large value; null when it is not kept. */
  blob(sha256: string): Promise<string | null>;
  /** Changes whenever any process commits. */
  changeToken(): Promise<string>;
}

/** A message that has not reached its stream yet. */
export interface PendingMessage {
  readonly position: number;
  /** `msg:<stream>:<version>:<n>` of the sender; the command id of the delivery. */
  readonly id: string;
  readonly content: OutboxMessage;
}
