import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import { checkAfterwards } from "../afterwards.ts";
import { peakMemory } from "../memory.ts";
import type { Scenario } from "../scenario.ts";

const megabyte = 1024 * 1024;
const lineMegabytes = 100;
/** What a server may grow by while it refuses the line; the longest line it reads has 10 MB. */
const mostGrowth = 64;

/** A line of 100 MB is refused under its id, memory stays bounded, and the server goes on. */
export const longLine: Scenario = {
  name: "long-line",
  about: "a line of 100 MB",
  once: true,
  play: async (stage) => {
    const { name, report, serve } = stage;
    const session = await serve();
    const ledger = newLedger(name);
    await workOn(session, ledger, `${name}-before`, 1);
    const before = peakMemory(session.process.pid);
    const value = "x".repeat(lineMegabytes * megabyte);
    const refusal = await session
      .request("tools/call", { name: "set_memory", arguments: { key: "long", value } })
      .then(
        () => "it was taken",
        (error: unknown) => String(error),
      );
    report.check(
      /10 ?MB|longer|too long/i.test(refusal),
      `the line is not refused: ${refusal.slice(0, 200)}`,
    );
    const grown = peakMemory(session.process.pid) - before;
    report.check(!(grown > mostGrowth), `memory grew by ${grown} MB`);
    await workOn(session, ledger, `${name}-after`, 1);
    report.check((await session.close()) === 0, "the server does not end well");
    await checkAfterwards(stage, ledger);
  },
};
