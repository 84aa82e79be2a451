import type { Actor, Holder } from "../actor.ts";
import type { AgentOutcome } from "../recovery/agent-record.ts";
import type { TaskKind } from "../state/human-task.ts";
import type { StepStatus, WorkflowStatus } from "../state/status.ts";
import type { StoredValue } from "../stored-value.ts";
import type { BrainChange, ExecutionRow } from "./brain-row.ts";
import type { Message } from "./message.ts";
import type { QueuePlace } from "./queue-order.ts";

/** Rows derived from events; they serve queries and can be thrown away and rebuilt. Times are epoch ms. */
export interface WorkflowRow {
  readonly table: "workflow";
  readonly workflow: string;
  readonly title: string;
  readonly status: WorkflowStatus;
  readonly reason: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  /** Steps in all, and those that need nothing more. */
  readonly total: number;
  readonly done: number;
  /** `name@version` of the definition it follows; null for one that grows from handoffs. */
  readonly definition: string | null;
}

/** One handoff, as the queue sees it. */
export interface HandoffRow extends QueuePlace {
  readonly table: "handoff";
  readonly handoff: string;
  readonly workflow: string;
  readonly step: string;
  readonly agent: string;
  /** `abandoned` when a rewind removed the step. */
  readonly status: StepStatus | "abandoned";
  /** Since when it has this status. */
  readonly since: number;
  /** Present while active. */
  readonly lease: {
    readonly fence: number;
    readonly expiresAt: number;
    readonly holder: Holder | null;
    readonly session: string | null;
  } | null;
  /** The client's id of the tool use that made the latest claim, also when that is over. */
  readonly use: string | null;
  /** Path globs it writes. */
  readonly resources: readonly string[];
  /** Units of the operator's pools, by pool. */
  readonly uses: Readonly<Record<string, number>>;
}

/** One task for a human. */
export interface TaskRow {
  readonly table: "task";
  readonly task: string;
  readonly workflow: string;
  readonly step: string | null;
  readonly kind: TaskKind;
  readonly title: string;
  readonly status: "open" | "decided" | "withdrawn";
  readonly openedAt: number;
  /** The people who are asked by name. */
  readonly assignees: readonly string[];
}

/** Work that falls due in a stream. */
export interface TimerRow {
  readonly table: "timer";
  readonly stream: string;
  /** Unique in its stream: what is due, a colon, and the step, node or trigger it is about. */
  readonly timer: string;
  readonly dueAt: number;
}

/** Where to find a checkpoint by its id. */
export interface CheckpointRow {
  readonly table: "checkpoint";
  readonly checkpoint: string;
  readonly workflow: string;
  readonly version: number;
  readonly name: string;
  readonly at: number;
}

/** One key of memory, in any scope. */
export interface MemoryRow {
  readonly table: "memory";
  readonly scope: "workflow" | "project" | "session";
  /** The workflow's id, the session's id, or `project`. */
  readonly owner: string;
  readonly key: string;
  readonly value: StoredValue;
  readonly version: number;
  readonly by: string;
  readonly at: number;
  readonly tags: readonly string[];
  readonly expiresAt: number | null;
}

/** A signal nobody has taken yet. */
export interface SignalRow {
  readonly table: "signal";
  readonly signal: string;
  readonly stream: string;
  readonly name: string;
  /** Whom it is for, as streams of signals say it (core/state/signal-state.ts). */
  readonly address: string;
  readonly at: number;
}

/** Any derived row. */
export type Row =
  | WorkflowRow
  | HandoffRow
  | TaskRow
  | TimerRow
  | CheckpointRow
  | MemoryRow
  | ExecutionRow
  | SignalRow;

/** What one event changes in the derived rows. */
export type RowChange =
  | BrainChange
  | { readonly type: "put"; readonly row: Row }
  | { readonly type: "delete_timer"; readonly stream: string; readonly timer: string }
  | { readonly type: "delete_signal"; readonly signal: string }
  /**
   * Before a rewound workflow is written anew: its handoff rows become `abandoned` (lease null), its open tasks
   * `withdrawn`, and its timers, checkpoints and memory rows go.
   */
  | { readonly type: "clear_workflow"; readonly workflow: string }
  /** An attempt ended, or a person closed the circuit; the agent's record moves on (core/recovery/agent-record.ts). */
  | {
      readonly type: "agent_outcome";
      readonly agent: string;
      readonly outcome: AgentOutcome;
      readonly at: number;
      readonly durationMs: number;
    };

/** A message for another stream, delivered as a command after this one has committed. */
export interface OutboxMessage {
  readonly to: string;
  /** With the actor who caused it. */
  readonly message: Message & { readonly actor: Actor };
}
