import type { Reply } from "../../../core/port/unit.ts";
import { sha256 } from "../../sha256.ts";
import { type Db, once } from "../db.ts";

/** What is kept of a command that appended events. */
export interface CommandRow {
  readonly hash: string;
  readonly reply: Reply;
}

/** 48 bits of the id's hash: an index on the long, random ids themselves would be five times as large. */
export const commandKey = (id: string): number => Number.parseInt(sha256(id).slice(0, 12), 16);

/** Looks a command up. */
export const findCommand = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string], { hash: string; reply: string }>(
      "SELECT hash, reply FROM command WHERE key = ? AND command = ?",
    ),
  );
  return (key: number, id: string): CommandRow | undefined => {
    const row = sql().get(key, id);
    return row && { hash: row.hash, reply: JSON.parse(row.reply) };
  };
};

/** Keeps a command with the reply it got. */
export const insertCommand = (db: Db) => {
  const sql = once(() =>
    db.prepare<[number, string, string, number, number, string]>(
      "INSERT INTO command (key, command, hash, stream, version, reply) VALUES (?, ?, ?, ?, ?, ?)",
    ),
  );
  return (
    key: number,
    command: { readonly id: string; readonly hash: string },
    stream: number,
    version: number,
    reply: Reply,
  ): void => {
    sql().run(key, command.id, command.hash, stream, version, JSON.stringify(reply));
  };
};
