import { join } from "node:path";
import type { Engine } from "../../src/engine/engine.ts";
import { realClock } from "../../src/server/clock.ts";
import { ask, caller, engineIn } from "../engine-in.ts";
import type { Measurement } from "../measurement.ts";
import { keyOf, rawWriter, value } from "../raw-writer.ts";
import { collectSamples } from "../samples.ts";
import { ratioAtLeast, rowBeside } from "../table.ts";
import { chain, start, work } from "../work.ts";

const callers = 64;

/** What the bench does, and how often it must do so in the time of one raw commit. */
const measures = [
  ["set_memory, one caller", 0.7],
  ["claim or complete, one caller", 0.7],
  [`set_memory, ${callers} callers`, 3],
  [`claim or complete, ${callers} callers`, 3],
] as const;

/** Commands a second at the engine's own API, beside raw commits of one event and one row, which are made one by one. */
export const engine: Measurement = {
  name: "engine",
  run: async ({ quick, folder }) => {
    const base = folder("engine");
    const raw = rawWriter(join(base, "raw.db"));
    const { engine } = engineIn(join(base, "baton"), realClock);
    const blocks = quick ? 2 : 30;
    const each = quick ? 10 : 100;
    const samples = collectSamples();
    // The first block warms up.
    for (let block = -1; block < blocks; block++) {
      const doings: readonly (() => Promise<number>)[] = [
        () => remember(engine, each),
        () => goThrough(engine, each / 2),
        () => rememberTogether(engine, quick ? 1 : 8),
        () => goThroughTogether(engine, quick ? 1 : 4),
      ];
      for (const [i, [measure]] of measures.entries()) {
        const floor = await rate(async () => {
          for (let n = 0; n < each; n++) raw.write(n);
          return each;
        });
        const own = await rate(doings[i] ?? (async () => 0));
        if (block < 0) continue;
        const sitting = Math.floor((3 * block) / blocks);
        samples.add(measure, sitting, "raw", floor);
        samples.add(measure, sitting, "Baton", own);
      }
    }
    raw.close();
    await engine.ports.store.close();
    return [
      {
        title: "Commands a second in one process",
        subject: "Baton",
        against: "raw",
        rows: measures.flatMap(([measure, aim]) =>
          rowBeside(samples, ["Baton", "raw"], { measure, unit: "/s", aim: ratioAtLeast(aim) }),
        ),
      },
    ];
  },
};

/** Commits a second; `work` says how many it made. */
const rate = async (work: () => Promise<number>): Promise<number> => {
  const before = performance.now();
  const commits = await work();
  return (commits * 1000) / (performance.now() - before);
};

const remember = async (engine: Engine, times: number): Promise<number> => {
  for (let i = 0; i < times; i++) {
    await ask(engine.setMemory({ key: keyOf(i), value }, caller));
  }
  return times;
};

/** Claims and completes one step after another; the start is one commit more. */
const goThrough = async (engine: Engine, steps: number): Promise<number> => {
  const workflow = await start(engine, chain(`chain-of-${steps}`, steps));
  for (let i = 0; i < steps; i++) await work(engine, workflow);
  return 1 + 2 * steps;
};

const rememberTogether = async (engine: Engine, times: number): Promise<number> => {
  await lanes(async (lane) => {
    for (let i = 0; i < times; i++) {
      await ask(engine.setMemory({ key: `lane/${lane}`, value }, caller));
    }
  });
  return callers * times;
};

const goThroughTogether = async (engine: Engine, steps: number): Promise<number> => {
  const definition = chain(`lane-of-${steps}`, steps);
  await lanes(async () => {
    const workflow = await start(engine, definition);
    for (let i = 0; i < steps; i++) await work(engine, workflow);
  });
  return callers * (1 + 2 * steps);
};

const lanes = (work: (lane: number) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: callers }, (_, lane) => work(lane)));
