import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock is held for milliseconds; one this old was left behind by a crash. */
const staleMs = 10_000;
const patienceMs = 15_000;

/** Runs `work` while no other process holds the lock file. Throws when the lock cannot be had in 15 s. */
export const withFileLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const token = randomUUID();
  const giveUpAt = performance.now() + patienceMs;
  while (!(await take(path, token))) {
    if (performance.now() > giveUpAt) {
      throw new Error(`${path} is held by another process; remove it if none is running.`);
    }
    await breakStale(path);
    await sleep(10 + Math.random() * 30);
  }
  try {
    return await work();
  } finally {
    // Not somebody else's, should ours have been taken for stale.
    if ((await contentOf(path)) === token) await rm(path, { force: true });
  }
};

const take = async (path: string, token: string): Promise<boolean> => {
  try {
    await writeFile(path, token, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
};

/** Moves a stale lock away; where a rival was faster and it is the rival's new one that moved, puts that back. */
const breakStale = async (path: string): Promise<void> => {
  const seen = await contentOf(path);
  const age = await ageOf(path);
  if (seen === null || age < staleMs) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await contentOf(aside)) !== seen) await link(aside, path);
  } catch {
    // A rival moved it first, or took the lock since: either way the next try tells.
  } finally {
    await rm(aside, { force: true });
  }
};

const contentOf = (path: string): Promise<string | null> =>
  readFile(path, "utf8").catch(() => null);

const ageOf = async (path: string): Promise<number> => {
  const stats = await stat(path).catch(() => null);
  return stats === null ? 0 : Date.now() - stats.mtimeMs;
};
