import type { Limits } from "../core/command/lease-request.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan/plan.ts";
import { compileWorkflow } from "./compile.ts";
import type { Compiling } from "./compiling.ts";
import { nodeIn } from "./plain-tree.ts";
import { gatherProblems, type Path, type Problem, type Problems, pathText } from "./problem.ts";
import { readTop, type TopSource } from "./read-top.ts";
import type { StageSource } from "./source-schema.ts";
import type { FindWorkflow, UsedWorkflow } from "./used-workflow.ts";
import { withNames } from "./with-names.ts";

/** A workflow that can be started. */
export interface Definition {
  readonly plan: Plan;
  readonly description: string | null;
  /** The input that takes a goal in words: the one named `goal`, when it is a string. */
  readonly goalInput?: string;
  readonly warnings: readonly Problem[];
  /** The workflow in its full form with a name for every stage; only when it was asked for. */
  readonly named?: JsonObject;
}

/** What a definition is judged by besides its own text. */
export interface Premises {
  readonly knowsAgent: (name: string) => boolean;
  /** Registered agents whose names are like one that is none. */
  readonly nearestAgents?: (name: string) => readonly string[];
  /** Names of the operator's checks; without it nothing is said of checks. */
  readonly checks?: readonly string[];
  /** Left out, any workflow may be used: for a look at a text that is not to be started. */
  readonly findWorkflow?: FindWorkflow;
  /** What the operator allows at once; without it nothing is said of pools and of the footprint. */
  readonly limits?: Limits;
  /** Whether every definition is to come with the names of its stages written down. */
  readonly named?: boolean;
}

/** Where problems are shown. */
export interface Places {
  readonly placeOf: (path: Path) => { readonly line: number; readonly column: number } | null;
  /** The path as its author wrote it. */
  readonly written: (path: Path) => Path;
}

/** The workflows of a plain value as they are written, with what is wrong so far. */
export interface Reading {
  readonly value: Json;
  readonly places: Places;
  readonly workflows: readonly TopSource[];
  /** Takes problems where they are compiled, and shows them where they are written. */
  readonly reported: Problems;
  /** In the order of the text. */
  problems(): readonly Problem[];
}

/** Reads the shape of a plain value. */
export const readingOf = (value: Json, places: Places): Reading => {
  const { placeOf, written } = places;
  const problems = gatherProblems();
  const reported: Problems = {
    add: (at, what, fix) => problems.add(written(at), what, fix),
    has: (at) => problems.has(written(at)),
  };
  const workflows = readTop(value, reported);
  return { value, places, workflows, reported, problems: () => problems.list(placeOf) };
};

/** Compiles one workflow of a reading, and tells how many levels of workflows it is with those it uses. */
export const compileIn = (
  { value, places: { placeOf, written }, reported }: Reading,
  { workflow, path }: TopSource,
  premises: Premises,
  useIn: (own: string, use: string) => UsedWorkflow,
): { readonly definition: Definition; readonly height: number } => {
  const warnings: Problem[] = [];
  const warn = (at: Path, what: string, fix: string): void => {
    if (warnings.length < 100) {
      const where = written(at);
      warnings.push({ path: pathText(where), what, fix, ...placeOf(where) });
    }
  };
  let height = 1;
  const use: Compiling["use"] = (name) => {
    const used = useIn(workflow.name, name);
    if (used.type === "used") height = Math.max(height, 1 + used.height);
    return used;
  };
  const names = new Map<StageSource, string>();
  const version = String(workflow.version ?? "1");
  const plan = compileWorkflow(workflow, version, path, {
    problems: reported,
    warn,
    agent: (name, at) => {
      if (!premises.knowsAgent(name)) refuseAgent(name, at, reported, premises);
    },
    checks: premises.checks ?? null,
    use,
    pools: premises.limits?.pools ?? null,
    parallelAgents: premises.limits?.parallelAgents ?? null,
    workflowTokens: premises.limits?.workflowTokens ?? null,
    written: (at) => stageIn(value, at),
    named: (stage, name) => {
      if (premises.named === true) names.set(stage, name);
    },
  });
  const goal = plan.input.goal?.type === "string" ? { goalInput: "goal" } : {};
  const named = premises.named === true ? { named: withNames(workflow, version, names) } : {};
  const description = workflow.description ?? null;
  return { definition: { plan, description, ...goal, warnings, ...named }, height };
};

const refuseAgent = (
  name: string,
  path: Path,
  problems: Problems,
  { nearestAgents = () => [] }: Premises,
): void =>
  problems.add(path, `names the agent ${name.slice(0, 100)}, which is not registered`, () => {
    const [near] = nearestAgents(name.slice(0, 100));
    return near === undefined
      ? "Register it (baton agents new) or name one that is; baton agents lists them."
      : `Did you mean ${near}? Else register it: baton agents new.`;
  });

const stageIn = (value: Json, path: Path): Readonly<Record<string, unknown>> => {
  const stage = path[0] === "workflow" ? nodeIn(value, path) : undefined;
  return isJsonObject(stage) ? stage : {};
};
