import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DiskRecord } from "./disk.ts";
import type { Random } from "./random.ts";

/** What a file's blocks hold: what is surely on disk, and what may be. */
interface File {
  durable: Buffer;
  pending: DiskRecord[];
}

/** A name in a folder that is not surely on disk. */
interface NameChange {
  readonly path: string;
  readonly file: File | null;
}

/**
 * A disk as POSIX promises it and no better. Writes are on it once their file was synced, names of files once their folder
 * was. When the power goes, each of the others is on it or not; after a sync that failed, what it was for may be gone for ever.
 */
export const powerLossDisk = (root: string, random: Random) => {
  /** By path, as a running process sees them. */
  const seen = new Map<string, File>();
  /** By path, as they are surely on disk. */
  const durable = new Map<string, File>();
  const folders = new Set<string>([root]);
  const pendingFolders = new Set<string>();
  let names: NameChange[] = [];

  const fileAt = (path: string): File => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const file: File = { durable: Buffer.alloc(0), pending: [] };
    seen.set(path, file);
    return file;
  };
  const coin = (): boolean => random.between(0, 2) === 1;

  return {
    happen: (record: DiskRecord): void => {
      const { call, path } = record;
      if (call === "A") return;
      if (call === "D") pendingFolders.add(path);
      if (call === "C") {
        seen.delete(path);
        names.push({ path, file: fileAt(path) });
      }
      if (call === "U") {
        seen.delete(path);
        names.push({ path, file: null });
      }
      if (call === "W" || call === "T") fileAt(path).pending.push(record);
      if (call === "F") fileAt(path).pending = fileAt(path).pending.filter(coin);
      if (call !== "S") return;
      if (folders.has(path) || pendingFolders.has(path)) {
        for (const folder of pendingFolders) {
          if (dirname(folder) !== path) continue;
          pendingFolders.delete(folder);
          folders.add(folder);
        }
        names = names.filter((name) => {
          if (dirname(name.path) !== path) return true;
          settle(durable, name);
          return false;
        });
        return;
      }
      const file = fileAt(path);
      for (const write of file.pending) apply(file, write);
      file.pending = [];
    },
    /** Writes what is left when the power goes now into a folder, at the same places below it. */
    lose: (target: string): void => {
      rmSync(target, { recursive: true, force: true });
      mkdirSync(target, { recursive: true });
      const kept = new Map(durable);
      for (const name of names) if (coin()) settle(kept, name);
      const there = new Set(folders);
      for (const folder of pendingFolders) if (coin()) there.add(folder);
      for (const [path, { durable: bytes, pending }] of kept) {
        if (!there.has(dirname(path))) continue;
        const file: File = { durable: Buffer.from(bytes), pending: [] };
        for (const write of pending) if (coin()) apply(file, write);
        const to = join(target, path.slice(root.length));
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, file.durable);
      }
    },
  };
};

const settle = (names: Map<string, File>, { path, file }: NameChange): void => {
  if (file === null) names.delete(path);
  else names.set(path, file);
};

const apply = (file: File, { call, offset, data }: DiskRecord): void => {
  const size = call === "T" ? offset : Math.max(file.durable.length, offset + data.length);
  if (size !== file.durable.length) {
    const grown = Buffer.alloc(size);
    file.durable.copy(grown, 0, 0, Math.min(size, file.durable.length));
    file.durable = grown;
  }
  if (call === "W") data.copy(file.durable, offset);
};
