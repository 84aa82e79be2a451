import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { readDefinitions } from "../src/definition/read-definition.ts";
import type { Engine } from "../src/engine/engine.ts";
import type { EngineClock } from "../src/engine/ports.ts";
import { ask, caller, engineIn } from "./engine-in.ts";
import { median } from "./stats.ts";

/** What large plans and many workflows at once cost, in one process, without the wire. */
export interface PlanFigures {
  /** CPU time of compiling a definition of `steps` steps with `when` and `task` on each, ms. */
  readonly compile: { readonly steps: number; readonly ms: number };
  /** A step's claim and completion in a chain of `steps`, beside one of 10. */
  readonly chain: Pair;
  /** The same for the items of a list that all are ready at once. */
  readonly items: Pair;
  /** Workflows at once, and the handoffs claimed and completed a minute in them. */
  readonly load: { readonly workflows: number; readonly aMinute: number };
}

interface Pair {
  readonly steps: number;
  readonly ms: number;
  readonly inTen: number;
  readonly ratio: number;
}

/** Sizes of a run. */
export interface Sizes {
  readonly steps: number;
  /** Steps of the chain that are done before it is timed. */
  readonly done: number;
  readonly items: number;
  readonly pairs: number;
  readonly workflows: number;
}

/** The handoffs a minute that a large deployment is said to need. */
export const neededAMinute = 1200;

/** Measures them on a database of its own. */
export const measurePlans = async (
  base: string,
  { steps, done, items, pairs, workflows }: Sizes,
): Promise<PlanFigures> => {
  const { engine } = engineIn(join(base, "plans"), clock);
  const compile = { steps, ms: compiling(steps) };
  const [inChain, inTen] = await beside(engine, chain("long", steps), pairs, done);
  const [inList, inTenAgain] = await beside(engine, list(items), Math.min(pairs, items), 0);
  const load = { workflows, aMinute: await throughput(engine, workflows) };
  await engine.ports.store.close();
  return {
    compile,
    chain: { steps, ms: inChain, inTen, ratio: inChain / inTen },
    items: { steps: items, ms: inList, inTen: inTenAgain, ratio: inList / inTenAgain },
    load,
  };
};

const chain = (name: string, length: number): string => {
  const stages = Array.from(
    { length },
    (_, i) => `    - {name: s${i}, agent: builder, when: "x < ${i + 1}", task: "Do \${x} of ${i}"}`,
  );
  return `workflow:
  name: ${name}
  state_schema: {x: {type: integer, default: 0}}
  stages:
${stages.join("\n")}
`;
};

const list = (items: number): string => `workflow:
  name: list
  input: {items: {type: array, default: [${Array.from({ length: items }, (_, i) => i).join(", ")}]}}
  stages:
    - {name: all, items: input.items, agent: builder}
`;

/** The best of three: what else runs on the machine only adds. */
const compiling = (steps: number): number => {
  const text = chain("compiled", steps);
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    const read = readDefinitions(text, { knowsAgent: () => true });
    if (read.type === "invalid") throw new Error(read.problems[0]?.what);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
};

/** A claim and completion in a workflow of this definition, and in workflows of 10 steps, in turns. */
const beside = async (
  engine: Engine,
  definition: string,
  pairs: number,
  done: number,
): Promise<readonly [large: number, small: number]> => {
  const large = await start(engine, definition);
  for (let i = 0; i < done; i++) await work(engine, large);
  let small = await start(engine, chain("short", 10));
  const times = { large: [] as number[], small: [] as number[] };
  for (let i = 0; i < pairs; i++) {
    if (i % 10 === 0 && i > 0) small = await start(engine, chain("short", 10));
    times.small.push(await work(engine, small));
    times.large.push(await work(engine, large));
  }
  return [median(times.large), median(times.small)];
};

const start = async (engine: Engine, definition: string): Promise<string> =>
  String((await ask(engine.startWorkflow({ definition }, caller))).workflow_id);

/** Claims the next handoff of a workflow and completes it; the milliseconds it took. */
const work = async (engine: Engine, workflow_id: string): Promise<number> => {
  const before = performance.now();
  const claimed = await ask(engine.executeHandoff({ workflow_id }, caller));
  await ask(
    engine.completeHandoff(
      {
        handoff_id: String(claimed.handoff_id),
        lease_token: String(claimed.lease_token),
        status: "completed",
        summary: "It is done, and every case is covered",
      },
      caller,
    ),
  );
  return performance.now() - before;
};

/** Handoffs a minute when every one of so many workflows has a handoff claimed and completed, again and again. */
const throughput = async (engine: Engine, workflows: number): Promise<number> => {
  const definition = chain("busy", 6);
  const ids = await Promise.all(Array.from({ length: workflows }, () => start(engine, definition)));
  const rounds = 4;
  const before = performance.now();
  for (let round = 0; round < rounds; round++) {
    await Promise.all(ids.map((id) => work(engine, id)));
  }
  return (workflows * rounds * 60_000) / (performance.now() - before);
};

const clock: EngineClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  newId: () => randomUUID(),
};
