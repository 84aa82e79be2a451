import { parseArgs } from "node:util";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { simulate } from "./simulate.ts";

/** `npm run sim -- --seeds N [--from SEED]`: ends with 1 at the first seed that breaks something, and names it. */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  process.stderr.write("Usage: npm run sim -- [--seeds N] [--from SEED]\n");
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const total = { acknowledged: 0, unknown: 0, crashes: 0, events: 0 };
const start = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
  const { faults, acknowledged, unknown, crashes, story } = await simulate(
    seed,
    createMemoryStore(),
  );
  total.acknowledged += acknowledged;
  total.unknown += unknown;
  total.crashes += crashes;
  total.events += story.length;
  if (faults.length > 0) {
    for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
    say(`seed ${seed} breaks: npm run sim -- --seeds 1 --from ${seed} shows it again`);
    process.exit(1);
  }
  if ((seed - from) % 100 === 99) say(`${seed - from + 1} seeds hold`);
}
const seconds = Math.round((performance.now() - start) / 1000);
say(
  `${seeds} seeds in ${seconds} s: ${total.acknowledged} acknowledged writes, ${total.unknown} whose fate the client never learnt, ${total.crashes} crashes, ${total.events} events; nothing lost, every workflow ended, every invariant held`,
);
