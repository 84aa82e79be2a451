// Writes to a database as often as it can for some seconds and prints how long each call waited, as JSON.
// Usage: node writer.ts baton|raw FOLDER SECONDS
import { once } from "node:events";
import { join } from "node:path";
import { rawWriter, value } from "../raw-writer.ts";

const [kind, folder = "", seconds = "1"] = process.argv.slice(2);

const baton = async () => {
  const { realClock } = await import("../../src/server/clock.ts");
  const { ask, caller, engineIn } = await import("../engine-in.ts");
  const { engine } = engineIn(folder, realClock);
  // Opens the database, which the first call would otherwise pay for.
  await engine.getMemory({ key: "opened" }, caller);
  return {
    write: (i: number) =>
      ask(engine.setMemory({ key: `writer/${process.pid}/${i % 50}`, value }, caller)),
    close: () => engine.ports.store.close(),
  };
};

const writer = kind === "baton" ? await baton() : rawWriter(join(folder, "raw.db"));
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();

const waits: number[] = [];
const end = performance.now() + Number(seconds) * 1000;
for (let i = 0; performance.now() < end; i++) {
  const before = performance.now();
  await writer.write(i);
  waits.push(performance.now() - before);
}
await writer.close();
process.stdout.write(JSON.stringify(waits));
