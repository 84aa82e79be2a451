import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { checkAfterwards } from "../afterwards.ts";
import { diskUnder, type Failure } from "../disk.ts";
import { persist, recovers } from "../persist.ts";
import { noPreload } from "../preload.ts";
import type { Report, Scenario, Stage } from "../scenario.ts";

/** Which call fails on which file; failures of the database file itself come while the log is written back into it. */
const kinds: readonly Omit<Failure, "after">[] = [
  { call: "write", file: "-wal", error: "EIO" },
  { call: "sync", file: "-wal", error: "EIO" },
  { call: "read", file: "-wal", error: "EIO" },
  { call: "write", file: "-wal", error: "ENOSPC" },
  { call: "write", file: "baton.db", error: "EIO" },
  { call: "sync", file: "baton.db", error: "EIO" },
  { call: "read", file: "baton.db", error: "EIO" },
  { call: "write", file: "baton.db", error: "ENOSPC" },
];

/** System calls of a server fail for a while, each kind in its turn; then it must go on, and is killed at the end. */
export const ioErrors: Scenario = {
  name: "io-errors",
  about: "reads, writes and syncs of database and log fail for a while",
  unavailable: noPreload,
  play: async (stage) => {
    for (const [i, kind] of kinds.entries()) {
      await failing(stage, { ...kind, after: stage.random.between(0, 12) }, `${stage.name}-${i}`);
    }
  },
};

const failing = async (stage: Stage, failure: Failure, name: string): Promise<void> => {
  const { report, serve } = stage;
  const disk = diskUnder(stage);
  const session = await serve({ env: disk.env });
  const ledger = newLedger(name);
  const named: Report = {
    ...report,
    said: (refusal) => {
      report.said(refusal);
      report.check(/disk/.test(String(refusal.message)), `${what} is called: ${refusal.message}`);
    },
  };
  const what = `${failure.error} at ${failure.call} of ${failure.file}`;
  try {
    let end = performance.now() + 300;
    const over = () => performance.now() > end;
    const work = (part: string) =>
      Promise.all(
        [0, 1, 2].map((i) => persist(session, ledger, `${name}-${part}-${i}`, named, over)),
      );
    await work("before");
    end = performance.now() + 1_200;
    disk.fail(failure);
    await work("during");
    disk.heal();
    const well = await recovers(session, ledger, `${name}-after`);
    report.check(well, `does not go on after ${what}`);
  } catch (error) {
    report.faults([`${what}: ${String(error)}`]);
  } finally {
    disk.heal();
    await session.kill();
  }
  await checkAfterwards(stage, ledger);
};
