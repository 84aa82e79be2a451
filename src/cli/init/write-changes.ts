import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileChange, ProjectFiles } from "./plan-init.ts";
import { scriptPath } from "./wanted.ts";

/** Reads what `baton init` may add to. */
export const readFiles = (root: string): ProjectFiles => ({
  mcp: textAt(join(root, ".mcp.json")),
  settings: textAt(join(root, ".claude", "settings.json")),
  script: textAt(join(root, scriptPath)),
});

/** Writes the files, each whole or not at all; returns the path of one that somebody else changed meanwhile, and then writes none. */
export const writeChanges = (root: string, changes: readonly FileChange[]): string | null => {
  const moved = changes.find(({ path, before }) => textAt(join(root, path)) !== before);
  if (moved !== undefined) return moved.path;
  for (const { path, after } of changes) replace(join(root, path), after);
  return null;
};

/** Through a link, which stays; readers see the old file or the new one. */
const replace = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const target = textAt(path) === null ? path : realpathSync(path);
  const fresh = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(fresh, text, { flag: "wx" });
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
};

const textAt = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
};
