import { startChild } from "../child.ts";
import type { MemoryOfMinute } from "../children/soak.ts";
import type { Measurement } from "../measurement.ts";
import { median } from "../stats.ts";
import { type Aim, rowAlone } from "../table.ts";

/** The load of a large deployment, for an hour; memory is looked at after the first minutes. */
const sizes = { minutes: 60, handoffs: 1200, warm: 20 };
const quickSizes: typeof sizes = { minutes: 4, handoffs: 12, warm: 1 };

/** As bin/baton.js sets V8, and with a way to collect garbage before each look. */
const flags = ["--semi-space-growth-factor=1", "--expose-gc"];

/** A twentieth of what the process holds: what differs from one collection to the next is more. */
const steady: Aim = { of: "subject", bound: "most", value: 5 };

/** Whether the process grows while it works: an hour on a clock of its own, on a real database. */
export const soak: Measurement = {
  name: "soak",
  run: async ({ quick, folder, say }) => {
    const { minutes, handoffs, warm } = quick ? quickSizes : sizes;
    say(`${minutes} minutes with ${handoffs} handoffs each, as fast as they go`);
    const args = [folder("soak"), String(minutes), String(handoffs)];
    const child = startChild<readonly MemoryOfMinute[]>("soak", args, flags);
    await child.ready;
    child.go();
    const memory = (await child.result).slice(warm);
    const rowsOf = (name: string, values: readonly number[]) => [
      rowAlone(`${name}, median`, "MB", median(values)),
      rowAlone(`${name}, highest`, "MB", Math.max(...values)),
      rowAlone(`${name}, growth an hour`, "%", (6000 * slope(values)) / median(values), steady),
    ];
    return [
      {
        title: `${minutes} minutes with ${handoffs.toLocaleString("en")} handoffs each, after the first ${warm}`,
        subject: "Baton",
        against: "",
        rows: [
          ...rowsOf(
            "RSS",
            memory.map(({ resident }) => resident),
          ),
          ...rowsOf(
            "heap",
            memory.map(({ heap }) => heap),
          ),
        ],
      },
    ];
  },
};

/** The slope of the line that fits best, a step. */
const slope = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  let over = 0;
  let under = 0;
  for (const [at, each] of values.entries()) {
    over += (at - middle) * (each - mean);
    under += (at - middle) ** 2;
  }
  return over / under;
};
