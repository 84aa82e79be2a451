import type { Measurement } from "../measurement.ts";
import { type Launch, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { ratioAtMost, rowBeside } from "../table.ts";

/** Commits before the kill; they stay in the log, which is written back at some 4 MB only. */
const writes = 100;
const sittings = 3;

/** Kills a server in the middle of a write and takes the time to its successor's first answer, beside one that comes after an orderly end. */
export const recovery: Measurement = {
  name: "recovery",
  run: async ({ quick, launches, say }) => {
    const { full } = await launches();
    const rounds = quick ? 1 : 10;
    const samples = collectSamples();
    // An orderly end writes the compile cache; from then on all start alike.
    await firstAnswer(full);
    for (let sitting = 0; sitting < sittings; sitting++) {
      say(`killing servers in the middle of a write, sitting ${sitting + 1} of ${sittings}`);
      for (let round = 0; round < rounds; round++) {
        await killWhileWriting(full, `${sitting}-${round}`);
        samples.add("first answer", sitting, "killed", await firstAnswer(full));
        samples.add("first answer", sitting, "closed", await firstAnswer(full));
      }
    }
    return [
      {
        title: "Recovery in a large database",
        subject: "after kill -9",
        against: "cold start",
        rows: rowBeside(samples, ["killed", "closed"], {
          measure: "first answer",
          unit: "ms",
          aim: ratioAtMost(1.5),
        }),
      },
    ];
  },
};

const killWhileWriting = async (launch: Launch, name: string): Promise<void> => {
  const client = await openClient(launch);
  const write = (i: number) =>
    client.call("set_memory", { key: `recovery-${name}-${i}`, value: "x".repeat(500) });
  for (let i = 0; i < writes; i++) await write(i);
  const cut = write(writes).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  await client.kill();
  await cut;
};

const firstAnswer = async (launch: Launch): Promise<number> => {
  const client = await openClient(launch);
  await client.call("status", {});
  const age = client.age();
  await client.close();
  return age;
};
