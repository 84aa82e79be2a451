import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { checkAfterwards } from "../afterwards.ts";
import { persist } from "../persist.ts";
import type { Scenario } from "../scenario.ts";

const servers = 8;
const killed = 3;
const ms = 6_000;

/** Eight server processes write to one database as fast as they can; three of them are killed meanwhile. */
export const crowd: Scenario = {
  name: "crowd",
  about: "8 processes write to one database, 3 are killed",
  play: async (stage) => {
    const { random, name, report, serve } = stage;
    const sessions = await Promise.all(Array.from({ length: servers }, () => serve()));
    const ledgers = sessions.map((_, i) => newLedger(`${name}-${i}`));
    const end = performance.now() + ms;
    const working = sessions.map(async (session, i) => {
      const ledger = ledgers[i] ?? newLedger(name);
      const over = () => performance.now() > end;
      try {
        await persist(session, ledger, `${name}-${i}`, report, over);
      } catch (error) {
        report.check(i < killed, `a server was lost: ${String(error)}`);
      }
    });
    for (const victim of sessions.slice(0, killed)) {
      setTimeout(() => void victim.kill(), random.between(500, ms - 500));
    }
    await Promise.all(working);
    for (const [i, ledger] of ledgers.entries()) {
      report.check(i < killed || ledger.acknowledged() > 0, `server ${i} never had its turn`);
    }
    await checkAfterwards(stage, ...ledgers);
    await Promise.all(sessions.slice(killed).map((session) => session.close()));
  },
};
