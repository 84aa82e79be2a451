import type { Scratch } from "./scratch.ts";

/** What a trial has shown: it held, it did not, or something that a person should know. */
export interface Outcome {
  readonly outcome: "held" | "broke" | "noted";
  /** For a person, in plain words. */
  readonly text: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** One thing that is tried on the user's disk. */
export interface Trial {
  readonly name: string;
  /** Of the time of all trials, the share that this one may take. */
  readonly share: number;
  /** Tries it; `over` tells when its time is up. */
  readonly run: (scratch: Scratch, over: () => boolean) => Promise<Outcome>;
}

/** The outcome of a trial that found so many faults. */
export const judged = (
  faults: readonly string[],
  text: string,
  figures: Outcome["figures"],
): Outcome =>
  faults.length === 0
    ? { outcome: "held", text, figures }
    : { outcome: "broke", text: `${text}; BUT ${faults.slice(0, 3).join("; ")}`, figures };
