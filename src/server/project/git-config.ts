import { join } from "node:path";
import { readShort } from "./look.ts";

/** The two settings that say where a repository's main worktree is. */
export interface CoreSettings {
  readonly bare: boolean;
  /** As written: relative to the repository's git folder. */
  readonly worktree: string | null;
}

/** Reads `core.bare` and `core.worktree` from the repository's own files, without includes. */
export const coreSettings = (commonDir: string): CoreSettings => {
  let core = false;
  let bare = false;
  let worktree: string | null = null;
  for (const name of ["config", "config.worktree"]) {
    core = false;
    for (const line of (readShort(join(commonDir, name), 1_048_576) ?? "").split(/\r?\n/)) {
      const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
      if (section !== undefined) core = section.trim().toLowerCase() === "core";
      const [, key = "", value = ""] = /^(\w+)\s*(?:=\s*(.*))?$/.exec(line.trim()) ?? [];
      if (!core) continue;
      if (key.toLowerCase() === "bare") bare = /^(true|yes|on|1|)$/i.test(value);
      if (key.toLowerCase() === "worktree") worktree = value.replace(/^"(.*)"$/, "$1");
    }
  }
  return { bare, worktree };
};
