import type { Facts, FactsQuery } from "../../core/port/facts.ts";
import type { Outcome, Unit, Verdict } from "../../core/port/unit.ts";
import { linkHash } from "../chain.ts";
import { decodeData, encodeData } from "../event-codec.ts";
import { messageId } from "../message-id.ts";
import { applyRows, type Tables } from "./tables.ts";
import { type KeptEvent, stateOf, type World } from "./world.ts";

/** Runs one command in one turn, so that all of it happens or, when `decide` throws, nothing. */
export const transact = (world: World, unit: Unit): Outcome => {
  const known = unit.command === null ? undefined : world.commands.get(unit.command.id);
  if (known !== undefined) {
    deliver(world, unit);
    const same = known.hash === unit.command?.hash;
    return same ? { type: "replayed", reply: known.reply } : { type: "mismatch" };
  }
  const verdict = unit.decide(stateOf(world, unit.stream), factsOf(world.tables, unit.facts));
  if (verdict.type === "refused") {
    deliver(world, unit);
    return verdict;
  }
  const version = (world.streams.get(unit.stream)?.length ?? 0) + verdict.events.length;
  if (verdict.events.length > 0) {
    if (verdict.after.version !== version) {
      throw new Error(`decide left version ${verdict.after.version} where ${version} was due`);
    }
    write(world, unit, verdict, version);
  }
  deliver(world, unit);
  return { type: "committed", reply: verdict.reply, version };
};

const deliver = (world: World, unit: Unit): void => {
  if (unit.delivers !== undefined) world.outbox.delete(unit.delivers);
};

const write = (
  world: World,
  unit: Unit,
  verdict: Exclude<Verdict, { type: "refused" }>,
  version: number,
): void => {
  const kept = world.streams.get(unit.stream) ?? [];
  world.streams.set(unit.stream, kept);
  for (const next of verdict.events) {
    const { type, typeVersion, text } = encodeData(next.data);
    const link = { stream: unit.stream, version: kept.length + 1, at: next.at, actor: next.actor };
    const hash = linkHash({
      ...link,
      prev: kept.at(-1)?.event.hash ?? null,
      database: world.databaseId,
      type,
      typeVersion,
      dataText: text,
    });
    // Through the codec, so that what a disk would not keep is not kept here either.
    const data = decodeData({ type, typeVersion, text });
    const event = { ...link, data, hash, position: world.events.length + 1 };
    const stored: KeptEvent = { event, typeVersion, text };
    kept.push(stored);
    world.events.push(stored);
  }
  for (const { sha256, text } of unit.blobs) world.blobs.set(sha256, text);
  applyRows(world.tables, verdict.rows);
  for (const [n, content] of verdict.messages.entries()) {
    world.lastMessage += 1;
    const position = world.lastMessage;
    world.outbox.set(position, { position, id: messageId(unit.stream, version, n), content });
  }
  if (unit.command !== null) {
    world.commands.set(unit.command.id, { hash: unit.command.hash, reply: verdict.reply });
  }
  world.states.set(unit.stream, verdict.after);
  world.commits += 1;
};

const factsOf = (tables: Tables, query: FactsQuery): Facts => {
  const records = new Map(
    query.agents.flatMap((agent) => {
      const record = tables.record.get(agent);
      return record === undefined ? [] : [[agent, record] as const];
    }),
  );
  const loads = new Map(
    [...loadsOf(tables, query.now)].filter(([agent]) => query.agents.includes(agent)),
  );
  const live = [...tables.handoff.values()].flatMap((row) =>
    row.status === "active" && row.lease !== null && row.lease.expiresAt > query.now
      ? [{ ...row, expiresAt: row.lease.expiresAt }]
      : [],
  );
  const held = live.flatMap(({ workflow, step, resources, expiresAt }) =>
    resources.map((glob) => ({ glob, workflow, step, expiresAt })),
  );
  const pools = new Map<string, number>();
  for (const [pool, units] of live.flatMap(({ uses }) => Object.entries(uses))) {
    pools.set(pool, (pools.get(pool) ?? 0) + units);
  }
  return {
    loads,
    records,
    held: query.resources ? held : [],
    pools: query.usage ? pools : new Map(),
    active: query.usage ? live.length : 0,
    asked: query.people ? askedOf(tables) : new Map(),
    kept: query.signals ? tables.signal.size : 0,
  };
};

const askedOf = (tables: Tables): ReadonlyMap<string, number> => {
  const asked = new Map<string, number>();
  for (const { status, assignees } of tables.task.values()) {
    if (status !== "open") continue;
    for (const name of assignees) asked.set(name, (asked.get(name) ?? 0) + 1);
  }
  return asked;
};

/** Active attempts under live leases, by agent. */
export const loadsOf = (tables: Tables, now: number): ReadonlyMap<string, number> => {
  const loads = new Map<string, number>();
  for (const { agent, status, lease } of tables.handoff.values()) {
    if (status !== "active" || lease === null || lease.expiresAt <= now) continue;
    loads.set(agent, (loads.get(agent) ?? 0) + 1);
  }
  return loads;
};
