import { checkLedger } from "./check-ledger.ts";
import { type Ledger, newLedger, WriteRefused } from "./ledger.ts";
import type { Server } from "./scratch.ts";
import { findUnsound } from "./sound.ts";
import { judged, type Trial } from "./trial.ts";
import { workOn } from "./workload.ts";

const processes = 6;
/** Asking for every write again takes about as long as writing it did. */
const mostWrites = 600;

/** Several server processes write to one database at the same time, each as fast as it can. */
export const crowd: Trial = {
  name: "crowd",
  share: 0.35,
  run: async (scratch, over) => {
    const database = scratch.database("crowd");
    const servers = await Promise.all(
      Array.from({ length: processes }, () => scratch.serve(database)),
    );
    const ledgers = servers.map((_, i) => newLedger(`crowd-${i}`));
    const total = () => ledgers.reduce((sum, ledger) => sum + ledger.acknowledged(), 0);
    const enough = () => over() || total() > mostWrites;
    let longestMs = 0;
    const timed = (server: Server): Pick<Server, "tryCall"> => ({
      tryCall: async (tool, args) => {
        const start = performance.now();
        const answer = await server.tryCall(tool, args);
        longestMs = Math.max(longestMs, performance.now() - start);
        return answer;
      },
    });
    const refused = (
      await Promise.all(
        servers.map((server, i) =>
          writeUntil(enough, timed(server), ledgers[i] ?? newLedger(""), `crowd-${i}`),
        ),
      )
    ).flat();
    const acknowledged = total();
    const [first, ...others] = servers;
    await Promise.all(others.map((server) => server.close()));
    const faults = [...refused];
    for (const ledger of ledgers)
      if (first !== undefined) faults.push(...(await checkLedger(first, ledger)));
    await first?.close();
    faults.push(...(await findUnsound(scratch, database)));
    return judged(
      faults,
      `${processes} processes wrote at the same time; ${acknowledged} acknowledged writes, none waited longer than ${(longestMs / 1000).toFixed(1)} s`,
      { processes, acknowledged, longestMs: Math.round(longestMs), faults: faults.length },
    );
  },
};

/** Writes until it is enough; what was refused. */
const writeUntil = async (
  enough: () => boolean,
  through: Pick<Server, "tryCall">,
  ledger: Ledger,
  name: string,
): Promise<readonly string[]> => {
  for (let i = 0; i === 0 || !enough(); i++) {
    try {
      await workOn(through, ledger, `${name}-${i}`, 1);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      return [error.message];
    }
  }
  return [];
};
