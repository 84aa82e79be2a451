import type { Collected } from "./collect.ts";
import { type Contestant, orderOf } from "./places.ts";
import { type Launch, openClient } from "./rpc.ts";

/** What a client does first, and what it does first with each server. */
const firstCall = {
  bare: ["echo", { text: "hello" }],
  empty: ["status", {}],
  full: ["status", {}],
} as const;

/** Starts each server in turn, again and again, and takes the time from the spawn to each first answer. */
export const measureColdStart = async (
  launches: Readonly<Record<Contestant, Launch>>,
  rounds: number,
  collected: Collected,
): Promise<void> => {
  // An orderly end writes the compile cache; from then on all start alike.
  for (const contestant of orderOf(0)) await start(contestant, launches[contestant]);
  for (let round = 0; round < rounds; round++) {
    for (const contestant of orderOf(round)) {
      const times = await start(contestant, launches[contestant]);
      for (const [measure, ms] of Object.entries(times)) {
        collected.add(measure, Math.floor((3 * round) / rounds), contestant, ms);
      }
    }
  }
};

const start = async (contestant: Contestant, launch: Launch) => {
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
