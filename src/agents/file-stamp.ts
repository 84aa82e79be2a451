import { type Stats, statSync } from "node:fs";

/** What a file or folder is and when it changed; equal stamps mean an unchanged one. */
export interface Stamp {
  readonly kind: "file" | "folder" | "other";
  readonly stamp: string;
  /** Device and inode: the same for all paths to one thing. */
  readonly identity: string;
  readonly size: number;
  /** When its content or what is known of it last changed, in milliseconds. */
  readonly changedAt: number;
}

/** The stamp of a path, following links; an error code such as ENOENT where it cannot be read. */
export const stampOf = (path: string): Stamp | { readonly error: string } => {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    return { error: errorCode(error) };
  }
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  const identity = `${stats.dev}:${stats.ino}`;
  const stamp = `${identity}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.size}`;
  const changedAt = Math.max(stats.mtimeMs, stats.ctimeMs);
  return { kind, stamp, identity, size: stats.size, changedAt };
};

/** The code of a file system error, else "error". */
export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "error";
