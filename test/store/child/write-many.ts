// Appends `count` events to one stream, one after the other, and prints each version once it is acknowledged.
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "../commands.ts";
import { memorySet } from "../sample-events.ts";

const [path = "", stream = "", who = "", count = "0", headsDir = ""] = process.argv.slice(2);
const store = openSqliteStore({ path, clock: realClock, headsDir: headsDir || null });
let worst = 0;
for (let i = 1; i <= Number(count); i++) {
  const start = performance.now();
  const command = { id: `${who}:${i}`, hash: "h" };
  const outcome = await store.transact(append(stream, [memorySet(`${who} ${i}`)], { command }));
  worst = Math.max(worst, performance.now() - start);
  if (outcome.type === "committed") process.stdout.write(`${outcome.version} ${who} ${i}\n`);
}
await store.close();
process.stdout.write(`worst ${worst.toFixed(1)}\n`);
