import { join, resolve } from "node:path";
import { lookAt, readShort, realPath } from "./look.ts";

/** True for a folder that git would take for a repository's own, or for a linked worktree's. */
const isGitDir = (folder: string): boolean => {
  const kind = (name: string) => lookAt(join(folder, name))?.kind;
  if (kind("HEAD") !== "file") return false;
  return (
    kind("commondir") === "file" || (kind("objects") === "folder" && kind("refs") === "folder")
  );
};

/** The real path of the git folder that `folder/.git` is or names; null when there is none. */
export const gitDirOf = (folder: string): string | null => {
  const entry = join(folder, ".git");
  const target =
    lookAt(entry)?.kind === "folder" ? entry : namedIn(readShort(entry), /^gitdir: (.+)$/, folder);
  const real = target === null ? null : realPath(target);
  return real !== null && isGitDir(real) ? real : null;
};

/** The folder whose `.git` file a linked worktree's git folder names; null where the two do not name each other. */
export const worktreeOf = (gitDir: string): string | null => {
  const file = namedIn(readShort(join(gitDir, "gitdir")), /^(.+)$/, gitDir);
  const folder = file === null ? null : realPath(join(file, ".."));
  return folder !== null && gitDirOf(folder) === gitDir ? folder : null;
};

/** The folder that all worktrees of a repository share; null where `commondir` leads nowhere. */
export const commonDirOf = (gitDir: string): string | null => {
  const text = readShort(join(gitDir, "commondir"));
  if (text === null) return gitDir;
  const named = namedIn(text, /^(.+)$/, gitDir);
  const real = named === null ? null : realPath(named);
  return real !== null && isGitDir(real) ? real : null;
};

const namedIn = (text: string | null, form: RegExp, base: string): string | null => {
  const path = form.exec(text?.replace(/[\r\n]+$/, "") ?? "")?.[1];
  return path === undefined || path.includes("\0") ? null : resolve(base, path);
};
