import type { Outcome, Unit, Verdict } from "../../core/port/unit.ts";
import { initialState, type StreamState } from "../../core/state/stream-state.ts";
import { linkHash } from "../chain.ts";
import { encodeData } from "../event-codec.ts";
import { encodeSnapshot, snapshotDue } from "../snapshot-codec.ts";
import type { Operations } from "./operations.ts";
import { commandKey } from "./sql/command.ts";
import type { StreamHead } from "./sql/read-stream.ts";

/** A stream as a commit leaves it. */
export interface NewHead {
  readonly stream: string;
  readonly version: number;
  readonly hash: string;
  readonly state: StreamState;
}

/** How a unit ended, if its transaction commits. */
export interface UnitResult {
  readonly outcome: Outcome;
  /** Null when no event was appended. */
  readonly head: NewHead | null;
}

/** What a unit runs in. */
export interface UnitContext {
  readonly ops: Operations;
  readonly databaseId: string;
  /** The state of a stream as it is inside the transaction. */
  stateOf(stream: string, head: StreamHead): StreamState;
}

/** Runs one command inside the transaction its caller began; whatever it throws, the caller rolls back. */
export const runUnit = (context: UnitContext, unit: Unit): UnitResult => {
  const { ops } = context;
  if (unit.delivers !== undefined) ops.deleteMessage(unit.delivers);
  const key = unit.command === null ? 0 : commandKey(unit.command.id);
  const known = unit.command === null ? undefined : ops.findCommand(key, unit.command.id);
  if (known !== undefined) {
    const same = known.hash === unit.command?.hash;
    return {
      outcome: same ? { type: "replayed", reply: known.reply } : { type: "mismatch" },
      head: null,
    };
  }
  const head = ops.readStream(unit.stream);
  const before =
    head === undefined ? initialState(unit.stream) : context.stateOf(unit.stream, head);
  const verdict = unit.decide(before, ops.readFacts(unit.facts));
  if (verdict.type === "refused") return { outcome: verdict, head: null };
  if (verdict.events.length === 0) {
    return {
      outcome: { type: "committed", reply: verdict.reply, version: head?.version ?? 0 },
      head: null,
    };
  }
  return write(context, unit, key, head, verdict);
};

const write = (
  { ops, databaseId }: UnitContext,
  unit: Unit,
  key: number,
  head: StreamHead | undefined,
  verdict: Exclude<Verdict, { type: "refused" }>,
): UnitResult => {
  const first = head?.version ?? 0;
  const version = first + verdict.events.length;
  if (verdict.after.version !== version) {
    throw new Error(`decide left version ${verdict.after.version} where ${version} was due`);
  }
  let hash = head?.hash ?? null;
  const inserts = verdict.events.map((event, i) => {
    const { type, typeVersion, text } = encodeData(event.data);
    const link = { type, typeVersion, at: event.at, version: first + 1 + i };
    hash = linkHash({
      ...link,
      prev: hash,
      database: databaseId,
      stream: unit.stream,
      actor: event.actor,
      dataText: text,
    });
    return { ...link, actor: JSON.stringify(event.actor), hash, data: text };
  });
  const tail = hash ?? "";
  const stream = head?.id ?? ops.insertStream(unit.stream, version, tail);
  if (head !== undefined) ops.updateStream(stream, version, tail);
  for (const insert of inserts) ops.appendEvent({ ...insert, stream });
  for (const blob of unit.blobs) ops.insertBlob(blob);
  ops.applyRows(verdict.rows, (name) => (name === unit.stream ? stream : numberOf(ops, name)));
  for (const [n, message] of verdict.messages.entries()) {
    ops.insertMessage(stream, version, n, message);
  }
  if (unit.command !== null) ops.insertCommand(key, unit.command, stream, version, verdict.reply);
  if (snapshotDue(verdict.after, head?.snapshot ?? 0)) {
    ops.saveSnapshot(stream, version, encodeSnapshot(verdict.after));
  }
  return {
    outcome: { type: "committed", reply: verdict.reply, version },
    head: { stream: unit.stream, version, hash: tail, state: verdict.after },
  };
};

const numberOf = (ops: Operations, name: string): number => {
  const head = ops.readStream(name);
  if (head === undefined) throw new Error(`a derived row names the unknown stream ${name}`);
  return head.id;
};
