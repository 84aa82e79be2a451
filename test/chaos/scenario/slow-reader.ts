import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import { checkAfterwards } from "../afterwards.ts";
import { peakMemory } from "../memory.ts";
import type { Scenario } from "../scenario.ts";

const requests = 20_000;
/** What a server may grow by, in MB: its output queue, the requests it has taken, and room for the collector. */
const mostGrowth = 120;
/** How long the client does not read. */
const asleepMs = 4_000;

/** A client sends requests and does not read; the server's memory is bounded, others work on, and later all is answered. */
export const slowReader: Scenario = {
  name: "slow-reader",
  about: "a client that sends and does not read",
  once: true,
  play: async (stage) => {
    const { name, report, serve } = stage;
    const session = await serve();
    const other = await serve();
    const ledger = newLedger(name);
    await workOn(session, ledger, `${name}-before`, 3);
    const before = peakMemory(session.process.pid);
    session.process.stdout?.pause();
    const answers = Promise.all(
      Array.from({ length: requests }, () => session.request("tools/list")),
    );
    const calm = newLedger(`${name}-calm`);
    await workOn(other, calm, `${name}-calm`, 5);
    await new Promise((resolve) => setTimeout(resolve, asleepMs));
    const grown = peakMemory(session.process.pid) - before;
    report.check(!(grown > mostGrowth), `memory grew by ${grown} MB while nobody read`);
    session.process.stdout?.resume();
    report.check((await answers).length === requests, "not every request was answered");
    await workOn(session, ledger, `${name}-after`, 1);
    await session.kill();
    await checkAfterwards(stage, ledger, calm);
    await other.close();
  },
};
