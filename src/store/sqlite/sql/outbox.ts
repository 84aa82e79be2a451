import type { PendingMessage } from "../../../core/port/query.ts";
import type { OutboxMessage } from "../../../core/project/row.ts";
import { messageId } from "../../message-id.ts";
import { type Db, once } from "../db.ts";
import { unseen } from "./unseen.ts";

/** Writes the `n`-th message of the commit that brought the stream to `version`. */
export const insertMessage = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, number, number, string, string]>(
      "INSERT INTO outbox (stream, version, n, to_stream, content) VALUES (?, ?, ?, ?, ?)",
    ),
  );
  return (stream: number, version: number, n: number, message: OutboxMessage): void => {
    sql().run(stream, version, n, message.to, JSON.stringify(message));
  };
};

/** Removes a delivered message. */
export const deleteMessage = (db: Db) => {
  const sql = once(() => db.prepare<[number]>("DELETE FROM outbox WHERE position = ?"));
  return (position: number): void => {
    sql().run(position);
  };
};

interface OutboxRow {
  readonly position: number;
  readonly name: string;
  readonly version: number;
  readonly n: number;
  readonly content: string;
}

const columns = `SELECT o.position, s.name, o.version, o.n, o.content
  FROM outbox o JOIN stream s ON s.id = o.stream`;

/** Undelivered messages, oldest first. */
export const readOutbox = (db: Db) => {
  const all = once(() =>
    db.prepare<[number], OutboxRow>(`${columns} ORDER BY o.position LIMIT ${unseen}`),
  );
  const toOne = once(() =>
    db.prepare<[string, number], OutboxRow>(
      `${columns} WHERE o.to_stream = ${unseen} ORDER BY o.position LIMIT ${unseen}`,
    ),
  );
  return (limit: number, to?: string): readonly PendingMessage[] =>
    (to === undefined ? all().all(limit) : toOne().all(to, limit)).map((row) => ({
      position: row.position,
      id: messageId(row.name, row.version, row.n),
      content: JSON.parse(row.content),
    }));
};
