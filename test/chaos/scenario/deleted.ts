import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkLedger } from "../../../src/cli/doctor/torture/check-ledger.ts";
import { type Ledger, newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import type { Session } from "../../e2e/client.ts";
import { baton } from "../../e2e/command-line.ts";
import { checkSound } from "../afterwards.ts";
import { persist, recovers } from "../persist.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** A harm to the files of a database that servers have open. */
interface Harm {
  readonly what: string;
  readonly does: (path: string, backup: string) => void;
  /** True where the servers are to go on by themselves. */
  readonly recovers: boolean;
  /** True where what was acknowledged before must be there after. */
  readonly keeps: boolean;
}

const aside = (path: string): void => {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) renameSync(file, `${file}.old`);
  }
};

const harms: readonly Harm[] = [
  { what: "deleted", does: (path) => rmSync(path), recovers: false, keeps: false },
  {
    what: "its folder deleted",
    does: (path) => rmSync(dirname(path), { recursive: true }),
    recovers: false,
    keeps: false,
  },
  {
    what: "moved away, and back",
    does: (path) => {
      renameSync(path, `${path}.old`);
      setTimeout(() => renameSync(`${path}.old`, path), 700);
    },
    recovers: true,
    keeps: true,
  },
  {
    what: "replaced by a backup",
    does: (path, backup) => {
      aside(path);
      copyFileSync(backup, path);
    },
    recovers: true,
    keeps: false,
  },
  {
    what: "replaced by a text",
    does: (path) => {
      aside(path);
      writeFileSync(path, "# notes\n".repeat(1_000));
    },
    recovers: false,
    keeps: false,
  },
  { what: "its log deleted", does: (path) => rmSync(`${path}-wal`), recovers: true, keeps: true },
  { what: "its index deleted", does: (path) => rmSync(`${path}-shm`), recovers: true, keeps: true },
  {
    what: "log and index deleted",
    does: (path) => {
      rmSync(`${path}-wal`);
      rmSync(`${path}-shm`);
    },
    recovers: true,
    keeps: true,
  },
];

/**
 * Files are taken away under two servers that write. From then on nothing may be acknowledged that a server that starts
 * afterwards does not find, and where the files can be used again, the servers go on by themselves.
 */
export const deleted: Scenario = {
  name: "deleted",
  about: "database, log or index deleted, moved or replaced under servers",
  play: async (stage) => {
    for (const [i, harm] of harms.entries()) await harmed(stage, harm, `${stage.name}-${i}`);
  },
};

const harmed = async (stage: Stage, harm: Harm, name: string): Promise<void> => {
  const { folder, project, random, report, serve } = stage;
  const path = join(folder, name, "baton.db");
  project.env.BATON_DB = path;
  const sessions = [await serve(), await serve()] as const;
  const before = newLedger(`${name}-before`);
  // Both have the files open from here on.
  for (const [i, session] of sessions.entries())
    await workOn(session, before, `${name}-before-${i}`, 1);
  const backup = join(folder, `${name}-backup.db`);
  await baton(project, ["backup", backup]);
  const during = [newLedger(`${name}-a`), newLedger(`${name}-b`)] as const;
  let harmedYet = false;
  const working = sessions.map((session, i) =>
    persist(session, during[i] ?? during[0], `${name}-${i}`, report, () => harmedYet),
  );
  await new Promise((resolve) => setTimeout(resolve, random.between(200, 800)));
  harmedYet = true;
  harm.does(path, backup);
  // What is asked for from here on cannot have been lost with the files.
  const late = [newLedger(`${name}-late-a`), newLedger(`${name}-late-b`)] as const;
  const end = performance.now() + 1_500;
  await Promise.all(
    sessions.map((session, i) =>
      persist(
        session,
        late[i] ?? late[0],
        `${name}-late-${i}`,
        report,
        () => performance.now() > end,
      ),
    ),
  );
  await Promise.all(working);
  for (const [i, session] of sessions.entries()) {
    const well = await recovers(
      session,
      late[i] ?? late[0],
      `${name}-after-${i}`,
      harm.recovers ? 5_000 : 500,
    );
    report.check(well || !harm.recovers, `${harm.what}: server ${i} does not go on`);
    report.check(harm.recovers || !well, `${harm.what}: server ${i} writes where nothing is`);
  }
  await sessions[0].kill();
  await sessions[1].close();
  await checkFound(stage, harm, path, harm.keeps ? [before, ...during, ...late] : late);
};

const checkFound = async (
  stage: Stage,
  { what }: Harm,
  path: string,
  ledgers: readonly Ledger[],
): Promise<void> => {
  const { report, serve } = stage;
  report.count(...ledgers);
  if (!existsSync(path) || what === "replaced by a text") {
    for (const ledger of ledgers) {
      report.check(
        ledger.acknowledged() === 0,
        `${what}: ${ledger.acknowledged()} writes are acknowledged and nowhere`,
      );
    }
    return;
  }
  const after: Session = await serve();
  for (const ledger of ledgers) {
    report.faults((await checkLedger(after, ledger)).map((fault) => `${what}: ${fault}`));
  }
  await after.close();
  if (what === "replaced by a backup") return;
  await checkSound(stage);
  report.check(
    readdirSync(dirname(path)).every((file) => /^baton\.db(-wal|-shm)?$|\.gitignore$/.test(file)),
    `${what}: left ${readdirSync(dirname(path)).join(", ")}`,
  );
};
