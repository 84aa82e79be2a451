import type { NewEvent } from "../event/stream-event.ts";
import type { JsonObject } from "../json.ts";
import type { OutboxMessage, RowChange } from "../project/row.ts";
import type { Refusal } from "../refusal.ts";
import type { StreamState } from "../state/stream-state.ts";
import type { Facts, FactsQuery } from "./facts.ts";

/** A value too large for the folded state, kept by its hash. */
export interface Blob {
  readonly sha256: string;
  /** JSON text. */
  readonly text: string;
}

/** What the caller is told; a refusal may be told although events were written (a counted contract breach). */
export type Reply = { readonly type: "content"; readonly content: JsonObject } | Refusal;

/** What a command leads to. `events` may be empty: then nothing is written, not even the command row. */
export type Verdict =
  | {
      readonly type: "commit";
      readonly events: readonly NewEvent[];
      readonly rows: readonly RowChange[];
      readonly messages: readonly OutboxMessage[];
      readonly after: StreamState;
      readonly reply: Reply;
    }
  | Refusal;

/** One command for one stream. */
export interface Unit {
  readonly stream: string;
  /** Identifies the command for replays; null when the caller gave nothing to know it by. */
  readonly command: { readonly id: string; readonly hash: string } | null;
  readonly facts: FactsQuery;
  /** Stored with the commit if `decide` commits events. */
  readonly blobs: readonly Blob[];
  /** When set, this outbox row is deleted with the commit, even when nothing else is written. */
  readonly delivers?: number;
  /** Synchronous and without side effects: it may run more than once. */
  decide(state: StreamState, facts: Facts): Verdict;
}

/** How a command ended. */
export type Outcome =
  | { readonly type: "committed"; readonly reply: Reply; readonly version: number }
  | { readonly type: "replayed"; readonly reply: Reply }
  /** The id is known, with another request. */
  | { readonly type: "mismatch" }
  | Refusal;
