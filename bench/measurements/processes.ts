import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realClock } from "../../src/server/clock.ts";
import { startChild } from "../child.ts";
import { ask, caller, engineIn } from "../engine-in.ts";
import type { Measurement } from "../measurement.ts";
import { keyOf, rawWriter, value } from "../raw-writer.ts";
import { collectSamples, type Samples } from "../samples.ts";
import { percentile } from "../stats.ts";
import { type Aim, rowBeside } from "../table.ts";

const sides = ["baton", "raw"] as const;
type Side = (typeof sides)[number];

const max = (samples: readonly number[]): number => Math.max(...samples);
const p99 = (samples: readonly number[]): number => percentile(samples, 0.99);
const soonEnough: Aim = { of: "subject", bound: "most", value: 300 };

const rate = "calls a second of all";
const fairness = "calls of the slowest, of a fair share";
const wait = "wait for a call";
const alone = "a call now and then, alone";
const beside = "a call now and then, beside one such process";

const rows = [
  { measure: rate, unit: "/s" },
  { measure: fairness, unit: "" },
  { measure: wait, unit: "ms", label: ", p99", statistic: p99 },
  { measure: wait, unit: "ms", label: ", worst", statistic: max, aim: soonEnough },
  { measure: alone, unit: "ms", label: ", p99", statistic: p99 },
  { measure: beside, unit: "ms", label: ", p99", statistic: p99 },
];

/** Processes that write to one database at once, beside the same on raw SQLite with its own way of waiting. */
export const processes: Measurement = {
  name: "processes",
  run: async ({ quick, folder }) => {
    const base = folder("processes");
    const samples = collectSamples();
    const { rivals, seconds } = quick ? { rivals: 1, seconds: 0.1 } : { rivals: 8, seconds: 4 };
    for (let sitting = 0; sitting < (quick ? 1 : 3); sitting++) {
      for (const side of sides) await contend(samples, sitting, side, base, { rivals, seconds });
      for (const side of sides) await callBeside(samples, sitting, side, base, seconds);
    }
    return [
      {
        title: `${rivals} processes that write to one database all the time, and one that calls now and then`,
        subject: "Baton",
        against: "raw",
        rows: rows.flatMap((row) => rowBeside(samples, sides, row)),
      },
    ];
  },
};

const placeOf = (base: string, sitting: number, side: Side): string => {
  const place = join(base, String(sitting), side);
  mkdirSync(place, { recursive: true });
  return place;
};

const contend = async (
  samples: Samples,
  sitting: number,
  side: Side,
  base: string,
  { rivals, seconds }: { readonly rivals: number; readonly seconds: number },
): Promise<void> => {
  const place = placeOf(base, sitting, side);
  const caller = await openSide(side, place);
  const children = Array.from({ length: rivals }, () => writerIn(side, place, seconds));
  await Promise.all(children.map(({ ready }) => ready));
  for (const child of children) child.go();
  const waits = await Promise.all(children.map(({ result }) => result));
  await caller.close();
  const all = waits.flat();
  for (const each of all) samples.add(wait, sitting, side, each);
  const fewest = Math.min(...waits.map(({ length }) => length));
  samples.add(rate, sitting, side, all.length / seconds);
  samples.add(fairness, sitting, side, (fewest * rivals) / all.length);
};

const callBeside = async (
  samples: Samples,
  sitting: number,
  side: Side,
  base: string,
  seconds: number,
): Promise<void> => {
  const place = placeOf(base, sitting, side);
  const caller = await openSide(side, place);
  const call = async (measure: string): Promise<void> => {
    const end = performance.now() + seconds * 1000;
    for (let i = 0; performance.now() < end; i++) {
      await sleep(5);
      const before = performance.now();
      await caller.write(i);
      samples.add(measure, sitting, side, performance.now() - before);
    }
  };
  await call(alone);
  const rival = writerIn(side, place, seconds);
  await rival.ready;
  rival.go();
  await call(beside);
  await rival.result;
  await caller.close();
};

const writerIn = (side: Side, place: string, seconds: number) =>
  startChild<readonly number[]>("writer", [side, place, String(seconds)]);

const openSide = async (side: Side, place: string) => {
  if (side === "raw") return rawWriter(join(place, "raw.db"));
  const { engine } = engineIn(place, realClock);
  const write = (i: number) => ask(engine.setMemory({ key: keyOf(i), value }, caller));
  await write(0);
  return { write, close: () => engine.ports.store.close() };
};
