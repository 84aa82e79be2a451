import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { checkAfterwards } from "../afterwards.ts";
import { persist, recovers } from "../persist.ts";
import { noMount } from "../preload.ts";
import type { Scenario } from "../scenario.ts";

/** A file system of 5 MB fills up under two servers, and gets room again. */
export const full: Scenario = {
  name: "full",
  about: "a small file system fills up, then has room again",
  unavailable: noMount,
  play: async (stage) => {
    const { folder, project, name, report, serve } = stage;
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=5m", "tmpfs", disk]);
    project.env.BATON_DB = join(disk, "baton.db");
    const sessions = [await serve(), await serve()];
    try {
      const ledgers = sessions.map((_, i) => newLedger(`${name}-${i}`));
      let refusals = 0;
      const counting = {
        ...report,
        said: (refusal: Readonly<Record<string, unknown>>) => {
          refusals += 1;
          report.check(
            /disk .* is full/.test(String(refusal.message)),
            `not told that the disk is full: ${refusal.message}`,
          );
          report.said(refusal);
        },
      };
      await Promise.all(
        sessions.map((session, i) =>
          persist(
            session,
            ledgers[i] ?? newLedger(name),
            `${name}-${i}`,
            counting,
            () => refusals > 20,
          ),
        ),
      );
      for (const session of sessions) {
        const { isError, structuredContent } = await session.tryCall("status");
        report.check(
          isError !== true,
          `status does not read on a full disk: ${structuredContent.message}`,
        );
      }
      execFileSync("mount", ["-o", "remount,size=64m", disk]);
      for (const [i, session] of sessions.entries()) {
        const well = await recovers(session, ledgers[i] ?? newLedger(name), `${name}-room-${i}`);
        report.check(well, `server ${i} does not go on when there is room again`);
      }
      await sessions[0]?.kill();
      await checkAfterwards(stage, ...ledgers);
      await sessions[1]?.close();
    } finally {
      await Promise.all(sessions.map((session) => session.kill()));
      execFileSync("umount", [disk]);
    }
  },
};
