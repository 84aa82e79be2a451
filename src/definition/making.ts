import type { PlanNode } from "../core/plan/plan.ts";
import type { Compiling, Lowered } from "./compiling.ts";
import type { StageSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";
import type { WorkSettings } from "./work-settings.ts";

/** What every kind of node is made from. */
export interface Making {
  readonly stage: StageSource;
  readonly at: Standing;
  readonly compiling: Compiling;
  readonly settings: WorkSettings;
  readonly base: Pick<
    PlanNode,
    "name" | "edges" | "exits" | "rank" | "critical" | "when" | "outputs" | "onError" | "sla"
  >;
  /** Lowers the stages of a body. */
  readonly stages: LowerStages;
}

/** Lowers a list of stages, each at `path` and its index. */
export type LowerStages = (
  stages: readonly StageSource[],
  at: Standing,
  settings: WorkSettings,
) => readonly Lowered[];
