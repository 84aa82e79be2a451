import { statfsSync } from "node:fs";
import { crowd } from "./crowd.ts";
import { full } from "./full.ts";
import { kills } from "./kills.ts";
import { makeScratch, type Scratch } from "./scratch.ts";
import { sync } from "./sync.ts";
import type { Outcome, Trial } from "./trial.ts";

/** A trial's outcome with its name. */
export interface Tried extends Outcome {
  readonly name: string;
}

/** What all trials together have shown. */
export interface Tortured {
  readonly held: boolean;
  readonly tried: readonly Tried[];
}

/** What the trials need. */
export interface TortureOptions {
  /** A folder that exists, on the disk that is meant. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** How long the trials may take together, about. */
  readonly seconds: number;
  /** Ends everything early. */
  readonly signal: AbortSignal;
  readonly onTried: (tried: Tried) => void;
}

/** Room that must be free, in bytes; the trials take some 30 MB of it at most. */
const neededBytes = 200 * 1024 * 1024;

const trials: readonly Trial[] = [sync, full, kills, crowd];

/** Tries kills, many processes, a full disk and syncs in a folder of its own, and removes it. Rejects when it is ended early. */
export const torture = async (options: TortureOptions): Promise<Tortured> => {
  const { folder, env, seconds, signal, onTried } = options;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < neededBytes) {
    const text = `there is too little room in ${folder} to try anything: ${neededBytes / 1024 / 1024} MB must be free`;
    const tried = [{ name: "room", outcome: "broke", text, figures: {} }] as const;
    tried.forEach(onTried);
    return { held: false, tried };
  }
  const scratch = makeScratch(folder, env, signal);
  const tried: Tried[] = [];
  try {
    for (const trial of trials) {
      const outcome = { name: trial.name, ...(await outcomeOf(trial, scratch, seconds)) };
      signal.throwIfAborted();
      tried.push(outcome);
      onTried(outcome);
    }
  } finally {
    await scratch.remove();
  }
  return { held: tried.every(({ outcome }) => outcome !== "broke"), tried };
};

/** What goes wrong on the way, a server that ends by itself for one, is an outcome too. */
const outcomeOf = async (
  { share, run }: Trial,
  scratch: Scratch,
  seconds: number,
): Promise<Outcome> => {
  const end = performance.now() + seconds * 1000 * share;
  try {
    return await run(scratch, () => performance.now() > end);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { outcome: "broke", text, figures: {} };
  }
};
