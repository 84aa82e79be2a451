import type { ChainFault, Maintenance } from "../../core/port/store.ts";
import type { Heads } from "../heads.ts";
import type { Places } from "../places.ts";
import type { Host } from "./host.ts";
import { readIntegrity } from "./integrity.ts";
import { rebuild } from "./rebuild.ts";
import { named } from "./sqlite-fault.ts";
import { actorOf, verify } from "./verify.ts";

/** Checks and repairs; where there is no database yet, all is well. */
export const createMaintenance = (
  host: Host,
  path: string,
  heads: Heads | null,
  places: Places | null,
): Maintenance => ({
  integrity: () =>
    inOurWords(async () => {
      const connection = await host.reading();
      return connection === null ? [] : readIntegrity(connection.db);
    }),
  verify: (stream) =>
    inOurWords(async () => {
      const connection = await host.reading();
      const known = (await places?.lastAt(path)) ?? null;
      if (connection === null) {
        return { streams: 0, events: 0, faults: exchanged(known, null), anchored: 0 };
      }
      const report = await verify(connection, heads, stream);
      return { ...report, faults: [...exchanged(known, connection.databaseId), ...report.faults] };
    }),
  kept: (after, limit) =>
    inOurWords(async () => {
      const connection = await host.reading();
      const rows = connection?.ops.readAllEvents(after, Number.MAX_SAFE_INTEGER, limit) ?? [];
      return rows.map(({ name, actor, stream: _number, ...row }) => ({
        ...row,
        stream: name,
        actor: actorOf(actor),
      }));
    }),
  rebuild: ({ repair }) =>
    inOurWords(async () => {
      const connection = await host.reading();
      return connection === null ? { rows: 0, differences: [] } : rebuild(host, connection, repair);
    }),
});

const inOurWords = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw named(error);
  }
};

/** What is wrong when another database, or none, lies where one is known to belong. */
const exchanged = (known: string | null, found: string | null): readonly ChainFault[] => {
  if (known === null || known === found) return [];
  const what =
    found === null
      ? `gone: the database ${known} belongs here`
      : `exchanged: the database ${known} belongs here, and this is ${found}`;
  return [{ stream: "", version: 0, what }];
};
