import type { Field, PlanNode } from "../core/plan/plan.ts";
import type { Path, Problems } from "./problem.ts";
import type { StageSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";
import type { UsedWorkflow } from "./used-workflow.ts";

/** What the stages of one definition are compiled with. */
export interface Compiling {
  readonly problems: Problems;
  readonly warn: (path: Path, what: string, fix: string) => void;
  /** Reports an agent, named at the path, that is not registered. */
  readonly agent: (name: string, path: Path) => void;
  /** Names of the operator's checks; null when that is not known. */
  readonly checks: readonly string[] | null;
  /** The workflow that a `use` stands for. */
  readonly use: (use: string) => UsedWorkflow;
  /** Units of each pool the operator has declared; null when that is not known. */
  readonly pools: Readonly<Record<string, number>> | null;
  /** The workflow's description, or its name. */
  readonly about: string;
  readonly input: Readonly<Record<string, Field>>;
  readonly state: Readonly<Record<string, Field>>;
  /** What is written at a path, faults and all; nothing for what is in shorthand. */
  readonly written: (path: Path) => Readonly<Record<string, unknown>>;
  /** A name that no other node of the plan has, like the one wanted. */
  readonly freeName: (wanted: string) => string;
  /** Remembers an expression; all are checked once every name is known. */
  readonly expression: (text: string, at: Standing, wants?: "condition" | "list") => void;
  /** Whether a node has that name already. */
  readonly isDeclared: (name: string) => boolean;
  /** Notes the name that a stage's node got. */
  readonly named: (stage: StageSource, name: string) => void;
  /** Makes a node's name known to expressions. */
  readonly declare: (name: string, at: Standing) => void;
}

/** A node with where it was written, before its edges are known. */
export interface Lowered {
  readonly node: PlanNode;
  readonly path: Path;
  readonly needs: readonly string[] | null;
  readonly targets: readonly Target[];
}

/** A stage that another names as a way on. */
export interface Target {
  readonly to: string;
  /** Where it is written, within its stage. */
  readonly key: Path;
  /** Whether the stage always ends with one of its ways, so that nothing else follows it. */
  readonly closes: boolean;
}

/** What a node has before its scope is put in order. */
export const unordered = { edges: [], exits: [], rank: 0, critical: false } as const;
