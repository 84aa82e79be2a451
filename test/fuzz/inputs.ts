import fc from "fast-check";
import type { Random } from "../chaos/random.ts";
import { mutated, pick } from "./mutate.ts";
import type { Target } from "./target.ts";

/** Inputs that are made at once. */
const batch = 64;
/** Inputs that mutations begin with, besides the corpus. */
const poolSize = 256;

/** Inputs without end: the corpus, then a third by the grammar, the others changed from what there was. */
export function* inputsFor(
  target: Target,
  corpus: readonly Buffer[],
  random: Random,
): Generator<Buffer> {
  yield* corpus;
  for (const text of target.large ?? []) yield Buffer.from(text);
  const pool: Buffer[] = [];
  for (;;) {
    const seed = random.between(0, 2 ** 31);
    for (const text of fc.sample(target.grammar, { seed, numRuns: batch })) {
      const fresh = Buffer.from(text);
      yield fresh;
      pool[pool.length < poolSize ? pool.length : random.between(0, poolSize)] = fresh;
      for (let changes = 0; changes < 2; changes++) {
        const from = changes === 0 && corpus.length > 0 ? corpus : pool;
        const base = pick(from, random);
        yield target.mutate !== undefined && random.between(0, 4) > 0
          ? target.mutate(base, random)
          : mutated(base, pick(pool, random), target.words, random);
      }
    }
  }
}
