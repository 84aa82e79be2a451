import type { Store } from "../../src/core/port/store.ts";
import { seeded } from "../chaos/random.ts";
import { act, type Known } from "./behaviour.ts";
import { checkStore } from "./check-world.ts";
import { type Cluster, newCluster } from "./cluster.ts";
import { triggered } from "./definitions.ts";
import { calm, type FaultRates } from "./faulty-store.ts";
import { finishAll } from "./finish.ts";
import { newScheduler, ProcessEnded } from "./scheduler.ts";
import { newSimClient, type SimClient } from "./sim-client.ts";

/** What a seed came to. */
export interface Simulated {
  readonly faults: readonly string[];
  readonly acknowledged: number;
  readonly unknown: number;
  readonly crashes: number;
  /** Type and stream of each event, in order: two stores must give the same. */
  readonly story: readonly string[];
}

const clients = 3;
const actions = 14;
const stormy: FaultRates = { busy: 40, crashBefore: 15, crashAfter: 15, slow: 30 };

/**
 * Three clients and three servers on one store, under a clock and a scheduler that the seed drives, with faults at every
 * commit; then calm, until all work is done. What was acknowledged must be there, and all invariants hold.
 */
export const simulate = async (seed: number, store: Store): Promise<Simulated> => {
  const random = seeded(seed);
  const scheduler = newScheduler(random);
  let rates = stormy;
  const cluster = newCluster(store, scheduler, random, 3, () => rates);
  const known: Known = { workflows: [], claims: [], checkpoints: [], takeOvers: new Set() };
  const faults: string[] = [];
  const actors: SimClient[] = [];
  const outside = scheduler.newProcess("outside");
  const start = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => {
      if (!(error instanceof ProcessEnded)) faults.push(`thrown: ${describe(error)}`);
    });
  };

  start(async () => {
    await arm(cluster);
  });
  for (let i = 0; i < clients; i++) {
    const client = newSimClient(`client-${i}`, cluster, random);
    actors.push(client);
    start(async () => {
      for (let n = 0; n < actions; n++) {
        await act(client, known, random);
        await scheduler.sleep(outside, random.between(0, 20) === 0 ? 700_000 : 1_000);
      }
    });
  }
  start(async () => {
    for (let n = 0; n < actions; n++) {
      await scheduler.sleep(outside, 5_000);
      const { process, engine } = cluster.any();
      await Promise.race([process.ended, engine.doDue()]).catch(() => {});
    }
  });
  await scheduler.run(20_000);

  rates = calm;
  const after = newSimClient("after", cluster, random);
  start(async () => {
    const families = await familiesIn(store);
    for (const { acknowledged } of actors) {
      for (const { tool, args, answer } of acknowledged) {
        const now = await cluster.any().call(tool, args);
        const fault = toldOtherwise(tool, answer, now.content, families);
        if (fault !== null) faults.push(`${tool} ${JSON.stringify(args)} ${fault}`);
      }
    }
  });
  await scheduler.run(20_000);
  start(async () => {
    faults.push(...(await finishAll(store, cluster, after, scheduler, random)));
  });
  await scheduler.run(200_000);
  faults.push(...(await checkStore(store, known.takeOvers)));
  for (const client of [...actors, after]) faults.push(...client.faults);
  const events = await store.kept(0, 1_000_000);
  return {
    faults,
    acknowledged: actors.reduce((sum, client) => sum + client.acknowledged.length, 0),
    unknown: actors.reduce((sum, client) => sum + client.unknown.length, 0),
    crashes: cluster.crashes(),
    story: events.map(({ stream, text }) => `${stream} ${text}`),
  };
};

/** A person arms what a signal starts, and tries again until it is done. */
const arm = async (cluster: Cluster): Promise<void> => {
  const actor = { kind: "human" as const, name: "ada" };
  const caller = { actor, session: null, holder: null, command: null };
  for (;;) {
    const { process, engine } = cluster.any();
    const armed = engine.armTriggers({ definition: triggered }, caller);
    const done = await Promise.race([process.ended, armed]).catch(() => null);
    if (done !== null) return;
  }
};

/** The workflows that use others or are used. */
const familiesIn = async (store: Store): Promise<ReadonlySet<unknown>> => {
  const found = new Set<string>();
  const limits = { limit: 10_000, offset: 0 };
  for (const open of [true, false]) {
    for (const { workflow } of await store.workflows({ open, ...limits })) {
      const state = await store.state(workflow);
      if (state.kind !== "workflow") continue;
      // A rewind may have taken back that it uses any.
      const uses = (await store.events(workflow, 0, 1_000_000)).some(
        ({ data }) => data.type === "child_started",
      );
      if (state.parent !== null || uses) found.add(workflow);
    }
  }
  return found;
};

/**
 * What an acknowledged write is told otherwise when it is asked for again; a brief is written anew, and what is ready
 * in workflows that use others is looked up anew.
 */
const toldOtherwise = (
  tool: string,
  before: object,
  now: object,
  families: ReadonlySet<unknown>,
): string | null => {
  // What changed nothing is not kept, and is done anew.
  if (JSON.stringify(before).includes("nothing changed: it was so already")) return null;
  if ("code" in now) {
    // A claim that is over gives no brief again.
    return tool === "execute_handoff" && now.code === "stale_lease"
      ? null
      : `is refused: ${JSON.stringify(now)}`;
  }
  if (!("replayed" in now)) return "was acknowledged and is not known any more";
  // Where a resumed workflow stands is looked up anew.
  if (tool === "resume")
    return idOf(before) === idOf(now) ? null : `is told of another workflow: ${idOf(now)}`;
  const same = (each: object): string => {
    const {
      replayed: _,
      brief: __,
      next: ___,
      ready,
      ...rest
    } = { replayed: true, brief: "", next: "", ready: [], ...each };
    return JSON.stringify(families.has(idOf(rest)) ? rest : { ...rest, ready });
  };
  return same(before) === same(now) ? null : `is told otherwise: ${same(before)} / ${same(now)}`;
};

const idOf = (answer: object): unknown =>
  "workflow_id" in answer
    ? answer.workflow_id
    : "workflow" in answer && typeof answer.workflow === "object" && answer.workflow !== null
      ? idOf(answer.workflow)
      : undefined;

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
