// Opens a database for its first write, as several processes may at the same moment, and prints its id.
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "../commands.ts";
import { created } from "../sample-events.ts";

const [path = "", stream = ""] = process.argv.slice(2);
const store = openSqliteStore({ path, clock: realClock, headsDir: null });
process.stdout.write("ready\n");
process.stdin.once("data", async () => {
  await store.transact(append(stream, [created()]));
  process.stdout.write(`${await store.databaseId()}\n`);
  await store.close();
  process.exit(0);
});
