// An hour of work on a clock of its own, on a real database. Prints the memory of each minute in MB, as JSON.
// Usage: node --expose-gc soak.ts FOLDER MINUTES HANDOFFS-A-MINUTE
import { once } from "node:events";
import type { Engine } from "../../src/engine/engine.ts";
import { ask, caller, engineIn } from "../engine-in.ts";
import { keyOf, value } from "../raw-writer.ts";
import { clockAt } from "../waiting-database.ts";
import { chain, start, work } from "../work.ts";

/** What the process holds at the end of a minute. */
export interface MemoryOfMinute {
  readonly resident: number;
  readonly heap: number;
}

const [folder = "", minutes = "1", handoffs = "1"] = process.argv.slice(2);
/** Handoffs of a workflow. */
const steps = 6;
/** Workflows that are under way at once. */
const lanes = 20;

const clock = clockAt(Date.UTC(2030, 0, 1));
const { engine } = engineIn(folder, clock);
const definition = chain("soak", steps);

/** The work of a minute: each workflow in it is started, gone through and remembered. */
const minute = async (engine: Engine, of: number): Promise<void> => {
  const workflows = Math.max(1, Math.round(Number(handoffs) / steps));
  for (let done = 0; done < workflows; done += lanes) {
    const some = Math.min(lanes, workflows - done);
    await Promise.all(
      Array.from({ length: some }, async (_, lane) => {
        const workflow = await start(engine, definition);
        for (let step = 0; step < steps; step++) await work(engine, workflow);
        await ask(engine.setMemory({ key: keyOf(of + lane), value }, caller));
        await ask(engine.status({ workflow_id: workflow }));
      }),
    );
    clock.advance((60_000 * some) / workflows);
    await engine.doDue();
  }
};

process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();

const memory: MemoryOfMinute[] = [];
for (let i = 0; i < Number(minutes); i++) {
  await minute(engine, i);
  // What is garbage is no growth; what is still on its way, such as heads to their files, soon will be.
  await new Promise((resolve) => setTimeout(resolve, 200));
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  memory.push({ resident: rss / 2 ** 20, heap: heapUsed / 2 ** 20 });
}
await engine.ports.store.close();
process.stdout.write(JSON.stringify(memory));
