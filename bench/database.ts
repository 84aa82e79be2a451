import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventVersions } from "../src/core/event/event-version.ts";
import { migrations } from "../src/store/sqlite/migrations/all.ts";
import { generate } from "./generate.ts";

/** The folder of a database with so many events, kept between runs until the format changes. */
export const largeDatabase = async (
  events: number,
  say: (line: string) => void,
): Promise<string> => {
  const format = createHash("sha256")
    .update(JSON.stringify([migrations, eventVersions]))
    .digest("hex")
    .slice(0, 12);
  const folder = join(tmpdir(), `baton-bench-${events}-${format}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  let told = 0;
  await generate({
    folder: draft,
    events,
    onProgress: (done) => {
      if (done < told) return;
      say(`making the large database: ${Math.round((100 * done) / events)} %`);
      told += events / 10;
    },
  });
  renameSync(draft, folder);
  return folder;
};
