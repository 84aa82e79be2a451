import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { checkAfterwards } from "../afterwards.ts";
import { persist } from "../persist.ts";
import { noPreload, preload } from "../preload.ts";
import type { Scenario } from "../scenario.ts";

const jumps = 8;
const day = 86_400;

/** The wall clock of one of two servers is set to and fro by days while both write; work and timers go on. */
export const clock: Scenario = {
  name: "clock",
  about: "the wall clock jumps by days, forward and back",
  unavailable: noPreload,
  play: async (stage) => {
    const { folder, random, name, report, serve } = stage;
    const file = join(folder, "clock");
    writeFileSync(file, "0");
    const jumpy = await serve({
      env: { LD_PRELOAD: preload("clock", folder), CLOCK_FILE: file },
    });
    const steady = await serve();
    const ledgers = [newLedger(name), newLedger(`${name}-steady`)] as const;
    let left = jumps;
    const over = () => left === 0;
    const working = [jumpy, steady].map((session, i) =>
      persist(session, ledgers[i] ?? ledgers[0], `${name}-${i}`, report, over),
    );
    for (; left > 0; left--) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      writeFileSync(file, String(random.between(-3 * day, 3 * day)));
    }
    await Promise.all(working);
    writeFileSync(file, "0");
    const { workflow_id } = await jumpy.call("start_workflow", {
      definition: "workflow: { name: brief, stages: [{ for: 1s }] }",
    });
    let status = "";
    for (let i = 0; i < 100 && status !== "completed"; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      status = (await steady.call("status", { workflow_id })).status;
    }
    report.check(status === "completed", `a timer of a second is ${status} after ten`);
    await jumpy.kill();
    await checkAfterwards(stage, ...ledgers);
    await steady.close();
  },
};
