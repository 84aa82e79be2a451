import { join } from "node:path";
import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { memoryStream } from "../../../src/core/state/stream-state.ts";
import { compose } from "../../../src/server/compose.ts";
import { type DiskRecord, diskUnder } from "../disk.ts";
import { recovers } from "../persist.ts";
import { powerLossDisk } from "../power.ts";
import { noPreload } from "../preload.ts";
import type { Scenario, Stage } from "../scenario.ts";

/**
 * What two servers wrote is replayed up to many moments, and of what was not synced by then a random half is dropped. What is
 * left must open, be whole, and have all that was answered before. The first server's syncs fail for a while on the way.
 */
export const powerLossAfter = (writes: number, losses: number): Scenario => ({
  name: "power-loss",
  about: "power goes at any moment; what was not synced is half gone",
  unavailable: noPreload,
  play: async (stage) => {
    const { project, random, name, report, serve } = stage;
    const disk = diskUnder(stage, { logs: true });
    const ledger = newLedger(name);
    for (const part of ["first", "second"]) {
      const session = await serve({ env: disk.env });
      const write = (i: number) =>
        ledger
          .write(session, "set_memory", {
            key: `${part}-${i}`,
            value: "x".repeat(random.between(1, 20_000)),
          })
          .catch((error: unknown) => report.check(String(error).includes("disk"), String(error)));
      for (let i = 0; i < writes; i += 3) await Promise.all([write(i), write(i + 1), write(i + 2)]);
      if (part === "first") {
        disk.fail({ call: "sync", file: "-wal", error: "EIO", after: 0 });
        await Promise.all([write(writes), write(writes + 1)]);
        disk.heal();
        report.check(
          await recovers(session, ledger, `${name}-healed`),
          "no way on after failed syncs",
        );
      }
      await session.close();
    }
    report.count(ledger);
    const records = disk.records();
    const moments = Array.from({ length: losses }, () => random.between(0, records.length + 1));
    moments.sort((a, b) => a - b);
    const power = powerLossDisk(project.root, random);
    const answered = new Set<string>();
    let at = 0;
    for (const [i, moment] of moments.entries()) {
      for (; at < moment; at++) {
        const record = records[at];
        if (record === undefined) break;
        power.happen(record);
        for (const key of answers(record)) answered.add(key);
      }
      const target = join(stage.folder, "left");
      power.lose(target);
      await checkLeft(
        stage,
        target,
        answered,
        `power lost at ${moment} of ${records.length}`,
        i % 10 === 0,
      );
    }
  },
});

/** Enough writes for the log to be written back now and then. */
export const powerLoss: Scenario = powerLossAfter(150, 60);

/** The keys of the memory that an answer says is set. */
const answers = ({ call, data }: DiskRecord): readonly string[] =>
  call !== "A"
    ? []
    : data
        .toString("utf8")
        .split("\n")
        .filter((line) => line.includes('"structuredContent"'))
        .flatMap((line) => {
          const { result } = JSON.parse(line);
          return result.isError === true ? [] : [String(result.structuredContent.key)];
        });

const checkLeft = async (
  { report, project }: Stage,
  folder: string,
  answered: ReadonlySet<string>,
  what: string,
  thoroughly: boolean,
): Promise<void> => {
  const { store } = compose({
    cwd: folder,
    env: { ...project.env, XDG_STATE_HOME: join(folder, "..", "other-state") },
    db: join(folder, ".baton", "baton.db"),
  }).ports;
  try {
    let missing = 0;
    for (const key of answered) {
      const { version } = await store.state(memoryStream("project", "project", key));
      if (version === 0) missing += 1;
    }
    report.check(
      missing === 0,
      `${what}: ${missing} of ${answered.size} acknowledged writes are lost`,
    );
    const damage = await store.integrity();
    report.check(damage.length === 0, `${what}: ${damage.slice(0, 3).join("; ")}`);
    const { faults } = await store.verify();
    report.check(faults.length === 0, `${what}: ${JSON.stringify(faults.slice(0, 2))}`);
    if (!thoroughly) return;
    const { differences } = await store.rebuild({ repair: false });
    report.check(differences.length === 0, `${what}: ${differences.join("; ")}`);
  } catch (error) {
    report.faults([`${what}: ${String(error)}`]);
  } finally {
    await store.close();
  }
};
