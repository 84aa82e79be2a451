import type { LearningRow } from "../../core/project/brain-row.ts";
import type { Step } from "../../core/state/step.ts";
import type { Ports } from "../ports.ts";
import { memoryLines } from "./memory-lines.ts";

/** What a brief takes from outside its workflow's state, read before it is composed. */
export interface BriefMaterial {
  readonly learnings: readonly LearningRow[];
  readonly memory: readonly string[];
}

/** Reads what the brief of a step needs, with these learnings. */
export const briefMaterial = async (
  ports: Ports,
  workflow: string,
  step: Step,
  learnings: readonly string[],
): Promise<BriefMaterial> => ({
  learnings: await ports.store.learningsOf(learnings),
  memory: await memoryLines(ports, workflow, step),
});
