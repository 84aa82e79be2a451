import type fc from "fast-check";
import type { Random } from "../chaos/random.ts";

/** A way in for input from outside, with what makes inputs and what judges how they were taken. */
export interface Target {
  readonly name: string;
  /** Inputs of its grammar. */
  readonly grammar: fc.Arbitrary<string>;
  /** Words that mean something to it; mutations put them in. */
  readonly words: readonly string[];
  /** Inputs too large to be kept as files. */
  readonly large?: readonly string[];
  /** Changes an input in its own way, where bytes alone would seldom stay in the grammar. */
  readonly mutate?: (input: Buffer, random: Random) => Buffer;
  /** Builds what is to be tried; only the target that is run pays for it. */
  open(): Promise<Trial>;
}

/** What an input is given to. */
export interface Trial {
  /** Throws what is wrong with how the input was taken; never throws for one that was merely refused. */
  judge(input: Buffer): void | Promise<void>;
  close(): void | Promise<void>;
}

/** Throws the finding unless it holds. */
export function hold(condition: boolean, finding: string): asserts condition {
  if (!condition) throw new Error(finding);
}
