import type { RebuildReport } from "../../core/port/store.ts";
import { compareDerived } from "./compare-derived.ts";
import type { Connection } from "./connection.ts";
import { derivedTables } from "./derived-tables.ts";
import type { Host } from "./host.ts";
import { replaceDerived } from "./replace-derived.ts";
import { openScratch, type Scratch } from "./scratch.ts";

/** Derives all rows again beside the database, compares, and with `repair` puts the derived ones in place. */
export const rebuild = async (
  host: Host,
  connection: Connection,
  repair: boolean,
): Promise<RebuildReport> => {
  const scratch = openScratch(connection);
  try {
    await deriveMost(scratch);
    const report = scratch.view(() => ({
      rows: countRows(scratch),
      differences: compareDerived(scratch.db),
    }));
    if (repair && report.differences.length > 0) await replace(host, connection, scratch);
    return report;
  } finally {
    scratch.close();
  }
};

/** The long part, with room for other work in between. */
const deriveMost = async (scratch: Scratch): Promise<void> => {
  while (scratch.deriveSome() > 0) await new Promise((resolve) => setImmediate(resolve));
};

const countRows = ({ db }: Scratch): number => {
  let rows = 0;
  for (const { name } of derivedTables) {
    rows += db.prepare<[], number>(`SELECT count(*) FROM main.${name}`).pluck().get() ?? 0;
  }
  return rows;
};

const replace = async (host: Host, connection: Connection, scratch: Scratch): Promise<void> => {
  const { db, ops } = connection;
  const failure = await host.transaction(connection, () => {
    try {
      // What was committed since the comparison; nobody else can write now.
      while (scratch.deriveSome() > 0);
      replaceDerived(scratch.db, db, ops);
      ops.commit();
      return null;
    } catch (error) {
      if (db.inTransaction) ops.rollback();
      return { error };
    }
  });
  if (failure !== null) throw failure.error;
};
