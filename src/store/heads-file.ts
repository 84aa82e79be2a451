import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/port/clock.ts";
import type { Head, Heads } from "./heads.ts";
import { sha256 } from "./sha256.ts";

/** Notes are written together, this often at most. */
const everyMs = 100;
/** A file beyond this size is written anew with the last head of each stream. */
const compactBytes = 16_384;

/**
 * Heads in `<folder>/<database id>/<xx>.heads`, a line `version hash stream` each. Spread over 256 files by the hash of
 * the stream's name, so that to look one up takes no longer in a large project than in a small one. Not synced and
 * buffered: an older head proves less, but nothing false. Faults are swallowed, because no command may fail for want of
 * a second witness.
 */
export const headsFile = (folder: string, clock: Clock): Heads => {
  /** By database, then by stream. */
  const waiting = new Map<string, Map<string, Head>>();
  /** Bytes of the files written to, as far as this process knows: to ask for each costs as much as to write. */
  const sizes = new Map<string, number>();
  const compactAt = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();
  let timer: AbortController | null = null;

  const folderOf = (databaseId: string): string => join(folder, databaseId);
  const pathOf = (databaseId: string, stream: string): string =>
    join(folderOf(databaseId), `${sha256(stream).slice(0, 2)}.heads`);

  const write = async (): Promise<void> => {
    for (const [databaseId, heads] of waiting) {
      waiting.delete(databaseId);
      const byPath = Map.groupBy(heads.values(), ({ stream }) => pathOf(databaseId, stream));
      try {
        await mkdir(folderOf(databaseId), { recursive: true, mode: 0o700 });
        for (const [path, some] of byPath) {
          const text = linesOf(some);
          await appendFile(path, text, { mode: 0o600 });
          const size = (sizes.get(path) ?? (await stat(path)).size - text.length) + text.length;
          sizes.set(path, size);
          if (size >= (compactAt.get(path) ?? compactBytes)) await compact(path);
        }
      } catch {
        // Without heads outside, `verify` says that the streams are unanchored.
      }
    }
  };

  const compact = async (path: string): Promise<void> => {
    const text = linesOf((await readHeads(path)).values());
    const draft = `${path}.${process.pid}.new`;
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, path);
    sizes.set(path, text.length);
    compactAt.set(path, Math.max(compactBytes, text.length * 4));
  };

  const flush = (): Promise<void> => {
    // A process that has nothing else to do would wait for the timer.
    timer?.abort();
    writing = writing.then(write);
    return writing;
  };

  const flushLater = async (): Promise<void> => {
    timer = new AbortController();
    await clock.sleep(everyMs, timer.signal);
    timer = null;
    await flush();
  };

  return {
    note: (databaseId, heads) => {
      const noted = waiting.get(databaseId) ?? new Map<string, Head>();
      // Commits hand over whole states with them, which are not to live until they are written.
      for (const { stream, version, hash } of heads) noted.set(stream, { stream, version, hash });
      waiting.set(databaseId, noted);
      if (timer === null) void flushLater();
    },
    readOne: async (databaseId, stream) =>
      waiting.get(databaseId)?.get(stream) ??
      (await readHeads(pathOf(databaseId, stream))).get(stream),
    readAll: async (databaseId) => {
      await flush();
      const names = await readdir(folderOf(databaseId)).catch(() => []);
      const all = new Map<string, Head>();
      for (const name of names.filter((each) => each.endsWith(".heads"))) {
        const heads = await readHeads(join(folderOf(databaseId), name));
        for (const head of heads.values()) all.set(head.stream, head);
      }
      return all;
    },
    flush,
  };
};

/** The newest head of each stream in a file; lines that are torn are passed by. */
const readHeads = async (path: string): Promise<ReadonlyMap<string, Head>> => {
  const text = await readFile(path, "utf8").catch(() => "");
  const heads = new Map<string, Head>();
  for (const line of text.split("\n")) {
    const [, version, hash, stream] = /^(\d+) ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    if (version === undefined || hash === undefined || stream === undefined) continue;
    const head = { stream, version: Number(version), hash };
    if (head.version >= (heads.get(stream)?.version ?? 0)) heads.set(stream, head);
  }
  return heads;
};

const linesOf = (heads: Iterable<Head>): string => {
  let text = "";
  for (const { version, hash, stream } of heads) text += `${version} ${hash} ${stream}\n`;
  return text;
};
