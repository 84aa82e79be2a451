import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventVersions } from "../src/core/event/event-version.ts";
import { migrations } from "../src/store/sqlite/migrations/all.ts";

/** A folder that `make` fills, kept between runs until the format of databases changes. */
export const keptFolder = async (
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> => {
  const format = createHash("sha256")
    .update(JSON.stringify([migrations, eventVersions]))
    .digest("hex")
    .slice(0, 12);
  const folder = join(tmpdir(), `baton-bench-${name}-${format}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  await make(draft);
  renameSync(draft, folder);
  return folder;
};
