import type { StoredEvent } from "../../../core/event/stream-event.ts";
import type { Rewind } from "../../../core/history.ts";
import { decodeData } from "../../event-codec.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

/** An event as its row has it. */
export interface EventRow {
  readonly position: number;
  readonly version: number;
  readonly type: string;
  readonly typeVersion: number;
  readonly at: number;
  readonly actor: string;
  readonly hash: string;
  readonly text: string;
}

const columns =
  "position, version, type, type_version AS typeVersion, at, actor, hash, data AS text";

/** Event rows of a stream, oldest first, from version `from` to `to`, at most `limit`. */
export const readEvents = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number, number, number], EventRow>(
      `SELECT ${columns} FROM event WHERE stream = ${unseen} AND version BETWEEN ? AND ?
       ORDER BY version LIMIT ${unseen}`,
    ),
  );
  return (stream: number, from: number, to: number, limit: number): readonly EventRow[] =>
    sql().all(stream, from, to, limit);
};

/** The last event rows before a version, newest first. */
export const readEventsBefore = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number, number], EventRow>(
      `SELECT ${columns} FROM event WHERE stream = ${unseen} AND version < ? ORDER BY version DESC LIMIT ${unseen}`,
    ),
  );
  return (stream: number, before: number, limit: number): readonly EventRow[] =>
    sql().all(stream, before, limit);
};

/** Event rows of all streams after a position, in the order they were written. */
export const readAllEvents = (db: Db) => {
  const sql = once(() =>
    db.prepare<
      [number, number, number],
      EventRow & { readonly stream: number; readonly name: string }
    >(
      `SELECT e.stream, s.name, e.position, e.version, e.type, e.type_version AS typeVersion, e.at, e.actor, e.hash,
         e.data AS text
       FROM event e JOIN stream s ON s.id = e.stream WHERE e.position > ? AND e.position <= ?
       ORDER BY e.position LIMIT ${unseen}`,
    ),
  );
  return (after: number, upTo: number, limit: number) => sql().all(after, upTo, limit);
};

/** The rewinds of a stream up to a version. */
export const readRewinds = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number], Rewind>(
      `SELECT version, data ->> '$.toVersion' AS toVersion FROM event
       WHERE stream = ? AND version <= ? AND type = 'rewound'`,
    ),
  );
  return (stream: number, upTo: number): readonly Rewind[] => sql().all(stream, upTo);
};

/** An event row as the core knows it. */
export const toEvent = (stream: string, row: EventRow): StoredEvent => ({
  stream,
  version: row.version,
  position: row.position,
  hash: row.hash,
  at: row.at,
  actor: JSON.parse(row.actor),
  data: decodeData(row),
});
