import { readDefinitions } from "../../src/definition/read-definition.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { realClock } from "../../src/server/clock.ts";
import { engineIn } from "../engine-in.ts";
import type { Measurement } from "../measurement.ts";
import { collectSamples } from "../samples.ts";
import { type Row, rowAlone, rowBeside } from "../table.ts";
import { chain, start, work } from "../work.ts";

/** The handoffs a minute that a large deployment is said to need. */
const neededAMinute = 1200;

const sizes = { steps: 10_000, done: 4000, items: 1000, pairs: 300, workflows: 500 };
const quickSizes: typeof sizes = { steps: 200, done: 10, items: 20, pairs: 10, workflows: 10 };

/** What large plans and many workflows at once cost, in one process, without the wire. */
export const plans: Measurement = {
  name: "plans",
  run: async ({ quick, folder }) => {
    const { steps, done, items, pairs, workflows } = quick ? quickSizes : sizes;
    const { engine } = engineIn(folder("plans"), realClock);
    const compiled = rowAlone(
      `compile ${count(steps)} steps with when and task (CPU)`,
      "ms",
      compiling(steps),
    );
    const long = await beside(engine, chain("long", steps), {
      measure: `claim + complete in a chain of ${count(steps)}`,
      pairs,
      done,
    });
    const ready = await beside(engine, list(items), {
      measure: `claim + complete among ${count(items)} ready items`,
      pairs: Math.min(pairs, items),
      done: 0,
    });
    const rate = await throughput(engine, workflows);
    await engine.ports.store.close();
    return [
      {
        title: "Large plans, and many workflows at once",
        subject: "large",
        against: "10 steps",
        rows: [
          compiled,
          ...long,
          ...ready,
          rowAlone(`handoffs of ${count(workflows)} workflows at once, a minute`, "", rate, {
            of: "subject",
            bound: "least",
            value: neededAMinute,
          }),
        ],
      },
    ];
  },
};

const count = (value: number): string => value.toLocaleString("en");

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
  { measure, pairs, done }: { measure: string; pairs: number; done: number },
): Promise<readonly Row[]> => {
  const large = await start(engine, definition);
  for (let i = 0; i < done; i++) await work(engine, large);
  let small = await start(engine, chain("short", 10));
  const samples = collectSamples();
  for (let i = 0; i < pairs; i++) {
    if (i % 10 === 0 && i > 0) small = await start(engine, chain("short", 10));
    const sitting = Math.floor((3 * i) / pairs);
    samples.add(measure, sitting, "small", await work(engine, small));
    samples.add(measure, sitting, "large", await work(engine, large));
  }
  return rowBeside(samples, ["large", "small"], { measure, unit: "ms" });
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
