import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** Larger files are known by their size only. */
const hashLimit = 512 * 1_048_576;
const chunk = 1_048_576;

/** What a path holds. */
interface Content {
  readonly sha256: string | null;
  readonly bytes: number | null;
}

/**
 * Size and SHA-256 of a file, read piece by piece; a folder has neither. Null for what is no deliverable: nothing there,
 * a pipe, a device. A file that may not be read has a size only.
 */
export const hashFile = async (path: string): Promise<Content | null> => {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return { sha256: null, bytes: null };
    if (!stats.isFile()) return null;
    if (stats.size > hashLimit) return { sha256: null, bytes: stats.size };
    return await readAll(path, stats.size);
  } catch {
    return null;
  }
};

const readAll = async (path: string, size: number): Promise<Content> => {
  let file: FileHandle;
  try {
    // If the path became a link or a pipe meanwhile, opening it must neither follow nor wait.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return { sha256: null, bytes: size };
  }
  try {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunk, size + 1)));
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return { sha256: hash.digest("hex"), bytes };
      bytes += bytesRead;
      if (bytes > hashLimit) return { sha256: null, bytes: (await file.stat()).size };
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
};
