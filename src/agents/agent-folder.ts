import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { AgentDiagnostic } from "../core/agent.ts";
import { errorCode, type Stamp, stampOf } from "./file-stamp.ts";

/** A Markdown file as found on disk. */
export interface FoundFile {
  readonly path: string;
  readonly stamp: Stamp;
}

/** All Markdown files of a folder and its subfolders, in a stable order. */
interface FolderListing {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly AgentDiagnostic[];
}

/** Lists a folder of agents; unchanged folders are not read again. */
interface AgentFolder {
  list(): FolderListing;
}

// Far above any real collection; a link to the file system's root must not hang a call.
const limits = { depth: 8, folders: 1_000, files: 10_000 };

// Coarse clocks give two changes one time stamp: a listing is trusted only once its stamp is this old.
const settleMs = 2_000;

/** Watches one folder by looking: `monotonic` is a clock in milliseconds. */
export const agentFolder = (root: string, monotonic: () => number): AgentFolder => {
  let known = new Map<string, { stamp: string; since: number; names: readonly string[] }>();

  const names = (folder: string, stamp: string, seen: typeof known): readonly string[] => {
    const now = monotonic();
    const before = known.get(folder);
    const same = before !== undefined && before.stamp === stamp ? before : null;
    if (same !== null && now - same.since > settleMs) {
      seen.set(folder, same);
      return same.names;
    }
    const read = readdirSync(folder).sort();
    seen.set(folder, { stamp, since: same?.since ?? now, names: read });
    return read;
  };

  const list = (): FolderListing => {
    const files: FoundFile[] = [];
    const diagnostics: AgentDiagnostic[] = [];
    const seen: typeof known = new Map();
    const visited = new Set<string>();
    let cut = false;

    const visit = (folder: string, stamp: Stamp, depth: number): void => {
      if (visited.has(stamp.identity)) return;
      if (depth > limits.depth || visited.size >= limits.folders) {
        cut = true;
        return;
      }
      visited.add(stamp.identity);
      for (const name of readable(folder, stamp)) {
        if (name.startsWith(".") || name === "node_modules") continue;
        if (files.length >= limits.files) {
          cut = true;
          return;
        }
        const path = join(folder, name);
        const markdown = /\.md$/i.test(name);
        // A name with another extension is taken for a file, which spares a look at it.
        if (!markdown && /\.[A-Za-z0-9]{1,5}$/.test(name)) continue;
        const found = stampOf(path);
        if ("error" in found) {
          if (markdown) diagnostics.push(unreadable(path, found.error));
        } else if (found.kind === "folder") visit(path, found, depth + 1);
        else if (markdown && found.kind === "file") files.push({ path, stamp: found });
      }
    };

    const readable = (folder: string, stamp: Stamp): readonly string[] => {
      try {
        return names(folder, stamp.stamp, seen);
      } catch (error) {
        diagnostics.push(unreadable(folder, errorCode(error)));
        return [];
      }
    };

    const top = stampOf(root);
    if (!("error" in top)) {
      if (top.kind === "folder") visit(root, top, 0);
    } else if (top.error !== "ENOENT" && top.error !== "ENOTDIR") {
      diagnostics.push(unreadable(root, top.error));
    }
    if (cut) {
      const what = `the folder is too large: over ${limits.depth} levels, ${limits.folders} folders or ${limits.files} files`;
      diagnostics.push({ path: root, what, mended: "read what lies within these limits" });
    }
    known = seen;
    return { files, diagnostics };
  };

  return { list };
};

const unreadable = (path: string, code: string): AgentDiagnostic => ({
  path,
  what: `it cannot be read (${code})`,
  mended: null,
});
