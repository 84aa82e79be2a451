import { join } from "node:path";
import { stampOf } from "../../agents/file-stamp.ts";
import { askGit, mayHaveFilters, type Repository } from "./git-dirty.ts";

/** Files that differ and are kept in mind: one that stays as it is will do. */
const mostFiles = 8;
/** A file has lain still this long before git looked, so what git saw is what was stamped. */
const stillMs = 100;
/** What the user's own configuration makes git ignore is not watched, so git is asked again after this long. */
const trustMs = 600_000;

/** Why a worktree is dirty, and until when that is believed. */
interface Proof {
  readonly rules: string;
  readonly stamps: ReadonlyMap<string, string>;
  readonly until: number;
}

/**
 * Tells whether a worktree is dirty as git does, and spares asking it: a file that differed still differs while neither it nor
 * the index nor the repository's rules have changed. To start git costs more than a commit of Baton's, and in a large
 * repository it reads every folder. `monotonic` is in milliseconds.
 */
export const dirtyByProof = (monotonic: () => number) => {
  let proof: Proof | null = null;
  return async (repository: Repository, env: NodeJS.ProcessEnv): Promise<boolean | null> => {
    const rules = rulesOf(repository);
    if (proof !== null && holds(proof, rules, monotonic())) return true;
    // The machine's own time, as files have it.
    const askedAt = Date.now();
    const { dirty, differing } = await askGit(repository, env);
    const stamps = new Map<string, string>();
    // A file that configuration may include can define what differs.
    const known = dirty === true && !mayHaveFilters(repository) ? differing : [];
    for (const name of known.slice(0, mostFiles)) {
      const path = join(repository.top, name);
      const stamp = stampOf(path);
      if ("error" in stamp || stamp.kind !== "file") continue;
      if (stamp.changedAt < askedAt - stillMs) stamps.set(path, stamp.stamp);
    }
    proof = { rules, stamps, until: monotonic() + trustMs };
    return dirty;
  };
};

const holds = ({ rules, stamps, until }: Proof, now: string, time: number): boolean =>
  rules === now &&
  time < until &&
  [...stamps].some(([path, before]) => {
    const stamp = stampOf(path);
    return "stamp" in stamp && stamp.stamp === before;
  });

/** What git compares files with, and by which rules. */
const rulesOf = ({ gitDir, commonDir }: Repository): string =>
  [
    join(gitDir, "index"),
    join(gitDir, "config.worktree"),
    join(commonDir, "config"),
    join(commonDir, "info", "exclude"),
    join(commonDir, "info", "attributes"),
  ]
    .map((path) => {
      const stamp = stampOf(path);
      return "error" in stamp ? stamp.error : stamp.stamp;
    })
    .join(" ");
