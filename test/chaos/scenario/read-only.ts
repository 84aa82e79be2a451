import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Ledger, newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import type { Session } from "../../e2e/client.ts";
import { checkAfterwards } from "../afterwards.ts";
import { recovers } from "../persist.ts";
import { noMount } from "../preload.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** A user that is not root, whom permissions bind. */
const nobody = 65_534;

/** The file system, the file or the folder may only be read for a while: before a server starts, and while it runs. */
export const readOnly: Scenario = {
  name: "read-only",
  about: "file system, file or folder may only be read for a while",
  once: true,
  unavailable: noMount,
  play: async (stage) => {
    const { folder, project, name } = stage;
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "mode=0777", "tmpfs", disk]);
    project.env.XDG_STATE_HOME = join(disk, "state");
    chmodSync(folder, 0o777);
    const home = (part: string): string => {
      const place = join(disk, part);
      mkdirSync(place);
      chownSync(place, nobody, nobody);
      project.env.BATON_DB = join(place, "baton.db");
      return place;
    };
    try {
      home("mounted");
      const remount = (mode: string) => execFileSync("mount", ["-o", `remount,${mode}`, disk]);
      await hindered(
        stage,
        `${name}-mount`,
        false,
        () => remount("ro"),
        () => remount("rw"),
      );
      const place = home("permitted");
      const modes = (of: number, files: number) => {
        for (const file of readdirSync(place)) chmodSync(join(place, file), files);
        chmodSync(place, of);
      };
      await hindered(
        stage,
        `${name}-modes`,
        true,
        () => modes(0o500, 0o400),
        () => modes(0o700, 0o600),
      );
      home("file");
      const file = () => project.env.BATON_DB ?? "";
      await hindered(
        stage,
        `${name}-file`,
        true,
        () => chmodSync(file(), 0o400),
        () => chmodSync(file(), 0o600),
      );
      const locked = home("locked");
      chmodSync(locked, 0o500);
      const late = await stage.serve({ uid: nobody });
      const ledger = newLedger(`${name}-locked`);
      await refused(stage, late, ledger, "in a folder without permission");
      chmodSync(locked, 0o700);
      stage.report.check(await recovers(late, ledger, `${name}-locked`), "no way on in a folder");
      await late.kill();
      await checkAfterwards(stage, ledger);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  },
};

const hindered = async (
  stage: Stage,
  name: string,
  /** Whether a server has the files open meanwhile; a file system cannot be made read-only under it. */
  open: boolean,
  harm: () => void,
  mend: () => void,
): Promise<void> => {
  const { report, serve } = stage;
  const ledger = newLedger(name);
  const running = await serve({ uid: nobody });
  await workOn(running, ledger, `${name}-before`, 1);
  if (!open) await running.close();
  harm();
  const late = await serve({ uid: nobody });
  await refused(stage, late, ledger, `${name}, started after`);
  const sessions = open ? [running, late] : [late];
  // Who has the files open already may go on writing where only permissions have changed.
  if (open) await running.tryCall("set_memory", { key: `${name}-open`, value: 1 });
  for (const session of sessions) {
    const { isError, structuredContent } = await session.tryCall("status");
    if (isError === true) report.said(structuredContent);
  }
  mend();
  for (const [i, session] of sessions.entries()) {
    const well = await recovers(session, ledger, `${name}-after-${i}`);
    report.check(well, `${name}: server ${i} does not go on when it may write again`);
  }
  await Promise.all([running.kill(), late.close()]);
  await checkAfterwards(stage, ledger);
};

const refused = async (
  { report }: Stage,
  session: Session,
  ledger: Ledger,
  what: string,
): Promise<void> => {
  const { isError, structuredContent } = await session.tryCall("set_memory", {
    key: `${what}-refused`,
    value: ledger.all().length,
  });
  report.check(isError === true, `${what}: a write is taken`);
  if (isError === true) report.said(structuredContent);
};
