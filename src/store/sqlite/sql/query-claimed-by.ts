import type { HandoffRow } from "../../../core/project/row.ts";
import { type Db, once } from "../db.ts";
import { handoffRows, type StoredHandoff, toHandoff } from "./handoff-row.ts";

/** The handoff that a tool use claimed last; of a fork and its origin, which share their claims, the origin's. */
export const readClaimedBy = (db: Db) => {
  const sql = once(() =>
    db.prepare<[string], StoredHandoff>(
      handoffRows("WHERE h.tool_use = ? ORDER BY h.id LIMIT 1", "INDEXED BY handoff_use"),
    ),
  );
  return (use: string): HandoffRow | null => {
    const row = sql().get(use);
    return row === undefined ? null : toHandoff(row);
  };
};
