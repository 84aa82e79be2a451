import { checkLedger } from "./check-ledger.ts";
import { newLedger } from "./ledger.ts";
import type { Scratch } from "./scratch.ts";
import { findUnsound } from "./sound.ts";
import { judged, type Trial } from "./trial.ts";
import { workOn } from "./workload.ts";

const clients = 4;
const mostKills = 15;
/** A server writes for this long at most before it is killed, in ms. */
const longestMs = 400;

/** Servers are killed in the middle of writing, one after the other; each successor is asked for what they had said. */
export const kills: Trial = {
  name: "kills",
  share: 0.45,
  run: async (scratch, over) => {
    const database = scratch.database("kills");
    const faults: string[] = [];
    let acknowledged = 0;
    let killed = 0;
    while (killed < mostKills && faults.length === 0 && (killed === 0 || !over())) {
      const ledger = await killOne(scratch, database, `kill-${killed}`);
      killed += 1;
      acknowledged += ledger.acknowledged();
      const successor = await scratch.serve(database);
      faults.push(...(await checkLedger(successor, ledger)));
      await successor.close();
    }
    faults.push(...(await findUnsound(scratch, database)));
    return judged(
      faults,
      `${killed} servers killed while they wrote; ${acknowledged} acknowledged writes, ${faults.length === 0 ? "all there afterwards" : "not all as they should be"}`,
      { killed, acknowledged, faults: faults.length },
    );
  },
};

const killOne = async (scratch: Scratch, database: string, name: string) => {
  const server = await scratch.serve(database);
  let answered = () => {};
  const first = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const ledger = newLedger(name, () => answered());
  const working = Array.from({ length: clients }, (_, i) =>
    // Whoever is cut short by the kill rejects, and is looked at in the ledger.
    workOn(server, ledger, `${name}-${i}`, 100).catch(() => answered()),
  );
  await first;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs));
  await server.kill();
  await Promise.all(working);
  return ledger;
};
