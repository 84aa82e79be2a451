import { appendFile, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/port/clock.ts";
import type { Head, Heads } from "./heads.ts";

/** Notes are written together, this often at most. */
const everyMs = 100;
/** A file beyond this size is written anew with the last head of each stream. */
const compactBytes = 1_048_576;

/**
 * Heads in `<folder>/<database id>.heads`, a line `version hash stream` each. Not synced and buffered: an older head
 * proves less, but nothing false. Faults are swallowed, because no command may fail for want of a second witness.
 */
export const headsFile = (folder: string, clock: Clock): Heads => {
  const waiting = new Map<string, Map<string, Head>>();
  let compactAt = compactBytes;
  let writing: Promise<void> = Promise.resolve();
  let timer = false;

  const pathOf = (databaseId: string): string => join(folder, `${databaseId}.heads`);

  const write = async (): Promise<void> => {
    for (const [databaseId, heads] of waiting) {
      waiting.delete(databaseId);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await appendFile(pathOf(databaseId), linesOf(heads.values()), { mode: 0o600 });
        await compact(databaseId);
      } catch {
        // Without heads outside, `verify` says that the streams are unanchored.
      }
    }
  };

  const compact = async (databaseId: string): Promise<void> => {
    const path = pathOf(databaseId);
    if ((await stat(path)).size < compactAt) return;
    const text = linesOf((await read(databaseId)).values());
    const draft = `${path}.${process.pid}.new`;
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, path);
    compactAt = Math.max(compactBytes, text.length * 4);
  };

  const read = async (databaseId: string): Promise<ReadonlyMap<string, Head>> => {
    const text = await readFile(pathOf(databaseId), "utf8").catch(() => "");
    const heads = new Map<string, Head>();
    for (const line of text.split("\n")) {
      const [, version, hash, stream] = /^(\d+) ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
      if (version === undefined || hash === undefined || stream === undefined) continue;
      const head = { stream, version: Number(version), hash };
      if (head.version >= (heads.get(stream)?.version ?? 0)) heads.set(stream, head);
    }
    return heads;
  };

  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  const flushLater = async (): Promise<void> => {
    timer = true;
    await clock.sleep(everyMs);
    timer = false;
    await flush();
  };

  return {
    note: (databaseId, heads) => {
      const noted = waiting.get(databaseId) ?? new Map<string, Head>();
      for (const head of heads) noted.set(head.stream, head);
      waiting.set(databaseId, noted);
      if (!timer) void flushLater();
    },
    read,
    flush,
  };
};

const linesOf = (heads: Iterable<Head>): string => {
  let text = "";
  for (const { version, hash, stream } of heads) text += `${version} ${hash} ${stream}\n`;
  return text;
};
