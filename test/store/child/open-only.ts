// Opens a database for its first write, as several processes may at the same moment, and prints its id.
import { readKey } from "../../../src/store/sqlite/database-key.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { append, realClock } from "../commands.ts";
import { created } from "../sample-events.ts";

const [path = "", stream = "", passphrase = ""] = process.argv.slice(2);
const key = async () => (passphrase === "" ? null : readKey(passphrase));
const store = openSqliteStore({ path, clock: realClock, headsDir: null, key });
process.stdout.write("ready\n");
process.stdin.once("data", async () => {
  await store.transact(append(stream, [created()]));
  process.stdout.write(`${await store.databaseId()}\n`);
  await store.close();
  process.exit(0);
});
