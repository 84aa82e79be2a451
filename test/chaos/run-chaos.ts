import type { ScratchProject } from "../e2e/project-in.ts";
import { seeded } from "./random.ts";
import { type RoundResult, runRound } from "./round.ts";

/** What came of all kills together. */
export interface ChaosResult {
  readonly kills: number;
  readonly acknowledged: number;
  readonly cut: number;
  readonly faults: readonly string[];
}

/** Kills servers over one database, once a round, at moments the seed determines; stops at the first fault. */
export const runChaos = async (
  project: ScratchProject,
  { seed, rounds }: { readonly seed: number; readonly rounds: number },
  onRound: (round: number, result: RoundResult) => void = () => {},
): Promise<ChaosResult> => {
  const random = seeded(seed);
  const total = { kills: 0, acknowledged: 0, cut: 0 };
  for (let round = 1; round <= rounds; round++) {
    const result = await runRound(project, random, `s${seed}-r${round}`);
    onRound(round, result);
    total.kills += 1;
    total.acknowledged += result.acknowledged;
    total.cut += result.cut;
    if (result.faults.length > 0) return { ...total, faults: result.faults };
  }
  return { ...total, faults: [] };
};
