import { randomUUID } from "node:crypto";
import type { EngineClock } from "../src/engine/ports.ts";
import { ask, caller, engineIn } from "./engine-in.ts";
import { keptFolder } from "./kept-folder.ts";

/** When the first waiting workflow starts: so far ahead that none is due while a server is measured. */
export const waitingFrom = Date.UTC(2100, 0, 1);
/** How long each of them waits, in ms. */
export const pause = 2 * 3_600_000;
/** Workflows that start side by side, and come due together: as many commands share a commit. */
export const together = 64;
/** What those that come next are due later, in ms. */
export const apart = 60_000;

const definition = `workflow:
  name: reminder
  version: 1
  timeout: 7d
  stages:
    - {name: pause, for: 2h}
    - {name: remind, agent: builder, task: Remind the customer}
`;

/** The folder of a database in which so many workflows wait, each for a time and under a timeout. */
export const waitingDatabase = (workflows: number, say: (line: string) => void): Promise<string> =>
  keptFolder(`waiting-${workflows}`, async (folder) => {
    const clock = clockAt(waitingFrom);
    const { engine, db } = engineIn(folder, clock);
    for (let n = 0; n < workflows; n += together) {
      if (n % (together * 400) === 0) say(`making workflows that wait: ${n} of ${workflows}`);
      const some = Math.min(together, workflows - n);
      await Promise.all(
        Array.from({ length: some }, () => ask(engine.startWorkflow({ definition }, caller))),
      );
      // Nothing here has to survive a power cut; the bench syncs the finished file.
      db()?.pragma("synchronous = OFF");
      clock.advance(apart);
    }
    db()?.pragma("wal_checkpoint(TRUNCATE)");
    await engine.ports.store.close();
  });

/** A clock that stands until it is moved. */
export const clockAt = (start: number): EngineClock & { advance(ms: number): void } => {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    monotonic: () => performance.now(),
    random: () => Math.random(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    newId: () => randomUUID(),
  };
};
