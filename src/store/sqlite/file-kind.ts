import { closeSync, openSync, readSync } from "node:fs";

/** What lies at a database's place: nothing yet, a database anybody can read, one that is encrypted, or something else. */
export type FileKind = "empty" | "plain" | "encrypted" | "other";

const plainMark = Buffer.from("SQLite format 3\0");
/** These bytes of SQLite's header stay readable: space kept in each page for its authentication, and three constants. */
const encryptedMark = Buffer.from([32, 64, 32, 32]);

/**
 * Looks at a file's first bytes. Only before it is opened: POSIX takes all locks of a process on a file when the process
 * closes any descriptor of it.
 */
export const fileKind = (path: string): FileKind => {
  const head = headOf(path);
  if (head === null) return "other";
  if (head.length === 0) return "empty";
  if (head.subarray(0, plainMark.length).equals(plainMark)) return "plain";
  return head.subarray(20, 24).equals(encryptedMark) ? "encrypted" : "other";
};

/** Empty where there is no file; null for one that cannot be read. */
const headOf = (path: string): Buffer | null => {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(24);
      return head.subarray(0, readSync(file, head, 0, head.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing ? Buffer.alloc(0) : null;
  }
};
