import { readFileSync, realpathSync, statSync } from "node:fs";

/** The text of a small file; null where there is none, or where it cannot be read. */
export const readShort = (path: string, most = 65_536): string | null => {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= most ? readFileSync(path, "utf8") : null;
  } catch {
    return null;
  }
};

/** The path without links; null where it does not lead anywhere. */
export const realPath = (path: string): string | null => {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
};

/** What a path leads to, and whose it is; null where it leads nowhere or may not be looked at. */
export const lookAt = (path: string): { readonly kind: string; readonly uid: number } | null => {
  try {
    const stats = statSync(path);
    return {
      kind: stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other",
      uid: stats.uid,
    };
  } catch {
    return null;
  }
};
