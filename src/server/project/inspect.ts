import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import type { FileFacts } from "../../engine/ports.ts";
import type { Project } from "./find-project.ts";
import { hashFile } from "./hash-file.ts";
import { isInside } from "./inside.ts";

const missing: FileFacts = { exists: false, sha256: null, bytes: null, root: null };
const outside = { outside: true } as const;

/** No system takes a longer path. */
const longest = 4_096;

/**
 * Looks up a path that an agent named: a link is taken as it is, a file is looked for in the project folder and then in
 * that of every other worktree. Real paths decide, so neither `..` nor a link leads out.
 */
export const inspect = async (
  project: Project,
  path: string,
): Promise<FileFacts | { readonly outside: true }> => {
  if (/^https?:\/\//i.test(path)) return { ...missing, exists: URL.canParse(path) };
  if (path.includes("\0") || isShare(path)) return outside;
  if (path.trim() === "" || path.length > longest) return missing;
  const worktrees = project.worktrees();
  const bases = isAbsolute(path) ? [project.root] : project.roots();
  for (const [index, base] of bases.entries()) {
    const place = await locate(resolve(base, path));
    const root = innermost(place.real, worktrees);
    if (root === null) {
      // What the project's own folder says decides; another worktree is only one more place to look.
      if (index === 0) return outside;
      continue;
    }
    const facts = place.exists ? await hashFile(place.real) : null;
    if (facts !== null) return { exists: true, ...facts, root };
  }
  return missing;
};

/** Windows greets the server of such a path with the user's credentials, so it is not even looked at. */
const isShare = (path: string): boolean => process.platform === "win32" && /^[\\/]{2}/.test(path);

/** The real path, or what it would be by the nearest folder above it that exists. */
const locate = async (
  path: string,
): Promise<{ readonly real: string; readonly exists: boolean }> => {
  const rest: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    try {
      const real = await realpath(at);
      return { real: resolve(real, ...rest), exists: at === path };
    } catch {
      if (at === dirname(at)) return { real: path, exists: false };
      rest.unshift(at.slice(dirname(at).length).replace(/^[\\/]+/, ""));
    }
  }
};

/** The worktree that holds the path; worktrees may lie in one another. */
const innermost = (path: string, worktrees: readonly string[]): string | null =>
  worktrees
    .filter((worktree) => isInside(path, worktree))
    .reduce<string | null>(
      (best, each) => (each.length > (best?.length ?? -1) ? each : best),
      null,
    );
