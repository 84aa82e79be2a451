import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readShort } from "./look.ts";

/** Where a worktree stands, as its files say. */
interface HeadPosition {
  readonly head: string | null;
  readonly branch: string | null;
}

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Names git would accept, so that no file outside is read and no free text gets in. */
const refName = /^refs(?:\/(?!\.)(?!.*\.\.)[^\s/~^:?*[\\\p{C}]+)+$/u;

/** HEAD's commit and branch; the commit is null before the first one and where references are in a reftable. */
export const readHead = async (gitDir: string, commonDir: string): Promise<HeadPosition> => {
  const text = readShort(join(gitDir, "HEAD"))?.trim() ?? "";
  if (objectId.test(text)) return { head: text, branch: null };
  const ref = refIn(text);
  if (ref === null) return { head: null, branch: null };
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
  return { head: await commitOf(ref, gitDir, commonDir), branch };
};

const refIn = (text: string): string | null => {
  const name = /^ref: *(\S+)$/.exec(text)?.[1] ?? "";
  return name.length <= 255 && refName.test(name) ? name : null;
};

const commitOf = async (
  ref: string,
  gitDir: string,
  commonDir: string,
  depth = 0,
): Promise<string | null> => {
  const ofWorktree = /^refs\/(?:bisect|worktree|rewritten)\//.test(ref);
  const text = readShort(join(ofWorktree ? gitDir : commonDir, ...ref.split("/")))?.trim();
  if (text === undefined) return packed(ref, commonDir);
  if (objectId.test(text)) return text;
  const next = refIn(text);
  return next === null || depth >= 5 ? null : commitOf(next, gitDir, commonDir, depth + 1);
};

const packed = async (ref: string, commonDir: string): Promise<string | null> => {
  try {
    const lines = (await readFile(join(commonDir, "packed-refs"), "utf8")).split("\n");
    const id = lines.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0] ?? "";
    return objectId.test(id) ? id : null;
  } catch {
    return null;
  }
};
