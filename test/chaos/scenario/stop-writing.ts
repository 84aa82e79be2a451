import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { checkAfterwards } from "../afterwards.ts";
import { persist, recovers } from "../persist.ts";
import type { Scenario } from "../scenario.ts";

/** Longer than a call waits for its turn. */
const stoppedMs = 12_000;

/** A server is stopped while it writes, perhaps with the database locked; the others are told `busy`, and nothing is lost. */
export const stopWriting: Scenario = {
  name: "stop-writing",
  about: "SIGSTOP in the middle of writing, for longer than others wait",
  play: async (stage) => {
    const { random, name, report, serve } = stage;
    const [victim, rival] = [await serve(), await serve()];
    const [mine, theirs] = [newLedger(name), newLedger(`${name}-rival`)];
    const end = performance.now() + stoppedMs + 1_000;
    const over = () => performance.now() > end;
    const working = [0, 1, 2, 3].map((i) => persist(victim, mine, `${name}-${i}`, report, over));
    setTimeout(
      () => {
        victim.process.kill("SIGSTOP");
        setTimeout(() => victim.process.kill("SIGCONT"), stoppedMs);
      },
      random.between(200, 600),
    );
    await persist(rival, theirs, `${name}-rival`, report, over);
    await Promise.all(working);
    for (const [session, ledger] of [
      [victim, mine],
      [rival, theirs],
    ] as const) {
      const well = await recovers(session, ledger, `${name}-after`);
      report.check(well, "a server does not go on when the stopped one is awake");
    }
    await Promise.all([victim.kill(), rival.close()]);
    await checkAfterwards(stage, mine, theirs);
  },
};
