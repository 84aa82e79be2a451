import type { ChainFault, Maintenance, RebuildReport } from "../../core/port/store.ts";
import { deriveRows } from "../derive-rows.ts";
import { sha256 } from "../sha256.ts";
import { walkChain } from "../verify-chain.ts";
import { applyRows, emptyTables, type Tables } from "./tables.ts";
import { stateAt, type World } from "./world.ts";

/** Checks and repairs of a memory store. */
export const createMaintenance = (world: World): Maintenance => ({
  integrity: async () =>
    [...world.blobs]
      .filter(([hash, text]) => sha256(text) !== hash)
      .map(([hash]) => `the value ${hash} does not fit its hash`),
  verify: async (stream) => {
    const faults: ChainFault[] = [];
    let streams = 0;
    let events = 0;
    for (const [name, kept] of world.streams) {
      if (name !== (stream ?? name)) continue;
      const walk = walkChain({ database: world.databaseId, stream: name, anchor: undefined });
      for (const { event, typeVersion, text } of kept) {
        walk.step({ ...event, type: event.data.type, typeVersion, text });
      }
      const last = kept.at(-1)?.event;
      faults.push(...walk.end({ version: kept.length, hash: last?.hash ?? "" }).faults);
      streams += 1;
      events += kept.length;
    }
    return { streams, events, faults, anchored: 0 };
  },
  kept: async (after, limit) =>
    world.events
      .filter(({ event }) => event.position > after)
      .slice(0, limit)
      .map(({ event: { data, ...event }, typeVersion, text }) => ({
        ...event,
        type: data.type,
        typeVersion,
        text,
      })),
  rebuild: async ({ repair }) => {
    const derived = emptyTables();
    for (const { event } of world.events) {
      applyRows(
        derived,
        deriveRows(event, (version) => stateAt(world, event.stream, version)).rows,
      );
    }
    const report = compare(derived, world.tables);
    if (repair) world.tables = derived;
    return report;
  },
});

const compare = (derived: Tables, kept: Tables): RebuildReport => {
  const should = linesOf(derived);
  const is = linesOf(kept);
  const keys = new Set([...should.keys(), ...is.keys()]);
  const differences = [...keys]
    .filter((key) => should.get(key) !== is.get(key))
    .map((key) => `${key.replaceAll("\0", "/")}: ${whatDiffers(should.get(key), is.get(key))}`);
  return { rows: should.size, differences: differences.slice(0, 20) };
};

const whatDiffers = (should: string | undefined, is: string | undefined): string => {
  if (is === undefined) return "missing";
  return should === undefined ? "follows from no event" : "differs";
};

const linesOf = (tables: Tables): ReadonlyMap<string, string> => {
  const lines = new Map<string, string>();
  for (const [table, rows] of Object.entries(tables)) {
    for (const [key, row] of rows) lines.set(`${table} ${key}`, JSON.stringify(row));
  }
  return lines;
};
