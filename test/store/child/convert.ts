// Puts a database under another key, and prints "checking" and stays there when all is written but the old file not yet replaced.
import { convertDatabase } from "../../../src/store/sqlite/convert-database.ts";
import { readKey } from "../../../src/store/sqlite/database-key.ts";
import { realClock } from "../commands.ts";

const [path = "", to = ""] = process.argv.slice(2);
await convertDatabase(path, { from: null, to: readKey(to) }, realClock, async () => {
  process.stdout.write("checking\n");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
