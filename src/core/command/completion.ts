import type { ArtifactType } from "../contract.ts";
import type { Json } from "../json.ts";
import type { CheckResult, CriterionResult } from "../state/step.ts";
import type { GitPosition } from "../state/workflow-state.ts";
import type { StoredValue } from "../stored-value.ts";
import type { PlanChange } from "./plan-change.ts";

/** An artifact with what the file system said of it. */
export interface ArtifactFacts {
  readonly type: ArtifactType;
  readonly path: string;
  readonly description: string;
  readonly deliverable: string | null;
  /** False when no such file exists in any worktree; true for URLs. */
  readonly exists: boolean;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly root: string | null;
}

/** A completion as claimed by the agent, with the facts to test it against. */
export interface Completion {
  readonly token: string;
  readonly summary: string;
  readonly outputs: Json | null;
  readonly storedOutputs: StoredValue | null;
  readonly artifacts: readonly ArtifactFacts[];
  readonly criteria: readonly CriterionResult[];
  readonly checks: readonly CheckResult[];
  readonly decisions: readonly string[];
  readonly learnings: readonly string[];
  readonly tokensUsed: number | null;
  readonly git: GitPosition | null;
  /** A change of the rest of the plan, or why it is none; null when none was given. */
  readonly amendment:
    | { readonly type: "proposed"; readonly change: PlanChange }
    | { readonly type: "faulty"; readonly faults: readonly string[] }
    | null;
}
