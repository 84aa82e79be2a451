import type { Measurement } from "../measurement.ts";
import { orderOf } from "../places.ts";
import { type Launch, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { ratioAtMost, rowBeside } from "../table.ts";

/** What a client does first, and what it does first with each server. */
const firstCall = {
  bare: ["echo", { text: "hello" }],
  empty: ["status", {}],
  full: ["status", {}],
} as const;

/** Starts each server in turn, again and again, and takes the time from the spawn to each first answer. */
export const coldStart: Measurement = {
  name: "cold-start",
  run: async ({ quick, launches }) => {
    const servers = await launches();
    const rounds = quick ? 1 : 30;
    const samples = collectSamples();
    // An orderly end writes the compile cache; from then on all start alike.
    for (const contestant of orderOf(0)) await start(contestant, servers[contestant]);
    for (let round = 0; round < rounds; round++) {
      for (const contestant of orderOf(round)) {
        const times = await start(contestant, servers[contestant]);
        for (const [measure, ms] of Object.entries(times)) {
          samples.add(measure, Math.floor((3 * round) / rounds), contestant, ms);
        }
      }
    }
    return [
      {
        title: "Cold start",
        subject: "Baton",
        against: "bare",
        rows: measures.flatMap(([measure, aim]) =>
          rowBeside(samples, ["empty", "bare"], { measure, unit: "ms", aim: ratioAtMost(aim) }),
        ),
      },
      {
        title: "Cold start in a large database",
        subject: "large",
        against: "empty",
        rows: measures.flatMap(([measure]) =>
          rowBeside(samples, ["full", "empty"], { measure, unit: "ms", aim: ratioAtMost(1.2) }),
        ),
      },
    ];
  },
};

const measures = [
  ["cold start to initialize", 1.2],
  ["cold start to tools/list", 1.2],
  ["cold start to the first call", 1.2],
] as const;

const start = async (contestant: keyof typeof firstCall, launch: Launch) => {
  const client = await openClient(launch);
  await client.request("tools/list", {});
  const listed = client.age();
  const [tool, args] = firstCall[contestant];
  await client.call(tool, args);
  const called = client.age();
  await client.close();
  return {
    "cold start to initialize": client.initializedMs,
    "cold start to tools/list": listed,
    "cold start to the first call": called,
  };
};
