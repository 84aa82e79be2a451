import { initialState, type StreamState } from "../../core/state/stream-state.ts";
import { deriveRows } from "../derive-rows.ts";
import { stateCache } from "../state-cache.ts";
import type { Connection } from "./connection.ts";
import type { Db } from "./db.ts";
import { foldStream } from "./fold-stream.ts";
import { migrations } from "./migrations/all.ts";
import type { Operations } from "./operations.ts";
import { applyRows } from "./rows/apply-rows.ts";
import { toEvent } from "./sql/read-events.ts";

/** A throw-away database (`main`) in which the rows of a kept one (`kept`) are derived again. */
export interface Scratch {
  readonly db: Db;
  /** Derives the rows of the next events and tells how many there were. */
  deriveSome(): number;
  /** Runs a reader on one view of the kept data, after deriving all that is in it. */
  view<T>(read: () => T): T;
  close(): void;
}

const chunk = 500;

/** Opens a scratch database beside a connection, which serves the events. */
export const openScratch = (connection: Connection): Scratch => {
  const { opener } = connection;
  const db = opener.scratch();
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  for (const step of migrations) db.exec(step.sql);
  opener.attach(db, connection.db.name);
  const derive = deriver(connection.ops, db);
  return {
    db,
    deriveSome: () => {
      db.exec("BEGIN");
      try {
        return derive(Number.MAX_SAFE_INTEGER);
      } finally {
        db.exec("COMMIT");
      }
    },
    view: (read) => {
      db.exec("BEGIN");
      try {
        const end = db.prepare<[], number>("SELECT coalesce(max(position), 0) FROM kept.event");
        const upTo = end.pluck().get() ?? 0;
        while (derive(upTo) > 0);
        return read();
      } finally {
        db.exec("COMMIT");
      }
    },
    close: () => db.close(),
  };
};

/** Derives events in the order they were committed, through the same code that wrote the rows at first. */
const deriver = (ops: Operations, db: Db): ((upTo: number) => number) => {
  // Snapshots are left aside: only events are believed.
  const reads: Operations = { ...ops, readSnapshots: () => [].values() };
  const cache = stateCache({ streams: 4096, weight: 200_000 });
  const apply = applyRows(db, ops.readBlob);
  const addStream = db.prepare<[number, string]>(
    "INSERT INTO stream (id, name, version, hash) VALUES (?, ?, 0, '') ON CONFLICT DO NOTHING",
  );
  const numberOf = db
    .prepare<[string], number>("SELECT id FROM main.stream WHERE name = ?")
    .pluck();
  let position = 0;

  const stateAt = (stream: { id: number; name: string }, version: number): StreamState => {
    if (version === 0) return initialState(stream.name);
    const cached = cache.get(stream.name);
    if (cached?.version === version) return cached;
    const usable = cached !== undefined && cached.version < version ? cached : undefined;
    return foldStream(reads, stream, version, usable);
  };

  return (upTo) => {
    const rows = ops.readAllEvents(position, upTo, chunk);
    for (const row of rows) {
      const stream = { id: row.stream, name: row.name };
      addStream.run(stream.id, stream.name);
      const event = toEvent(stream.name, row);
      const { after, rows: changes } = deriveRows(event, (version) => stateAt(stream, version));
      cache.put(stream.name, after);
      apply(changes, (name) => numberOf.get(name) ?? stream.id);
      position = row.position;
    }
    return rows.length;
  };
};
