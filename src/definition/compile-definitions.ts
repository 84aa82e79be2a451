import type { Limits } from "../core/command/lease-request.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { Plan } from "../core/plan/plan.ts";
import { compileWorkflow } from "./compile.ts";
import { nodeIn } from "./plain-tree.ts";
import { gatherProblems, type Path, type Problem, type Problems, pathText } from "./problem.ts";
import { readShape } from "./read-shape.ts";
import { definitionSource, type StageSource, type WorkflowSource } from "./source-schema.ts";
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

/** The workflows of a text, or all that is wrong with it. */
export type ReadDefinitions =
  | { readonly type: "definitions"; readonly definitions: readonly Definition[] }
  | { readonly type: "invalid"; readonly problems: readonly Problem[] };

/** What a definition is judged by besides its own text. */
export interface Premises {
  readonly knowsAgent: (name: string) => boolean;
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

/** Checks and compiles the workflows of a plain value. */
export const compileDefinitions = (
  value: Json,
  premises: Premises,
  { placeOf, written }: Places,
): ReadDefinitions => {
  const problems = gatherProblems();
  const reported = {
    add: (at: Path, what: string, fix: string | (() => string)) =>
      problems.add(written(at), what, fix),
    has: (at: Path) => problems.has(written(at)),
  };
  const definitions: Definition[] = [];
  for (const { workflow, path } of readTop(value, reported)) {
    const warnings: Problem[] = [];
    const warn = (at: Path, what: string, fix: string): void => {
      if (warnings.length < 100) {
        const path = written(at);
        warnings.push({ path: pathText(path), what, fix, ...placeOf(path) });
      }
    };
    const names = new Map<StageSource, string>();
    const version = String(workflow.version ?? "1");
    const plan = compileWorkflow(workflow, version, path, {
      problems: reported,
      warn,
      knowsAgent: premises.knowsAgent,
      pools: premises.limits?.pools ?? null,
      parallelAgents: premises.limits?.parallelAgents ?? null,
      written: (at) => stageIn(value, at),
      named: (stage, name) => {
        if (premises.named === true) names.set(stage, name);
      },
    });
    const goal = plan.input.goal?.type === "string" ? { goalInput: "goal" } : {};
    const named = premises.named === true ? { named: withNames(workflow, version, names) } : {};
    const description = workflow.description ?? null;
    definitions.push({ plan, description, ...goal, warnings, ...named });
  }
  if (problems.count() > 0) return { type: "invalid", problems: problems.list(placeOf) };
  return { type: "definitions", definitions };
};

const stageIn = (value: Json, path: Path): Readonly<Record<string, unknown>> => {
  const stage = path[0] === "workflow" ? nodeIn(value, path) : undefined;
  return isJsonObject(stage) ? stage : {};
};

/** The workflows of a file: the one in full, and those in shorthand spelled out. */
const readTop = (value: Json, problems: Problems) => {
  if (!isJsonObject(value)) {
    problems.add([], "is no mapping", "Begin with `workflow:` and its name and stages.");
    return [];
  }
  if (value.workflow === undefined && value.workflow_patterns === undefined) {
    problems.add([], "has neither workflow nor workflow_patterns", () => {
      const [near] = nearest(
        Object.keys(value)[0]?.slice(0, 60) ?? "",
        ["workflow", "workflow_patterns"],
        1,
      );
      return near === undefined
        ? "Begin with `workflow:` and put its name and stages below."
        : `Did you mean ${near}?`;
    });
    return [];
  }
  const source = readShape(definitionSource, value, [], problems);
  const found: { workflow: WorkflowSource; path: Path }[] = [];
  if (source?.workflow !== undefined) found.push({ workflow: source.workflow, path: ["workflow"] });
  for (const [name, pattern] of Object.entries(source?.workflow_patterns ?? {})) {
    const path = ["workflow_patterns", name];
    const stages = pattern.stages.map((entry, i) => {
      const [first, ...more] = Object.entries(entry);
      if (first === undefined || more.length > 0)
        problems.add(
          [...path, "stages", i],
          "is not one name with its agents",
          "Write - name: [agent, agent].",
        );
      const [stage, agents] = first ?? ["", []];
      return { name: stage, branches: agents.map((agent) => ({ agent })) };
    });
    const { description, version } = pattern;
    found.push({
      path,
      workflow: {
        name,
        stages,
        ...(description === undefined ? {} : { description }),
        ...(version === undefined ? {} : { version }),
      },
    });
  }
  return found;
};
