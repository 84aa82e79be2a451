import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { Plan } from "../core/plan/plan.ts";
import { compileWorkflow } from "./compile.ts";
import { loadYaml } from "./load-yaml.ts";
import { gatherProblems, type Path, type Problem, pathText } from "./problem.ts";
import { readShape } from "./read-shape.ts";
import { definitionSource, type WorkflowSource } from "./source-schema.ts";
import { nodeAt, offsetAt, placesIn, plainValue, type SourceNode } from "./source-tree.ts";

/** A workflow that can be started. */
export interface Definition {
  readonly plan: Plan;
  readonly description: string | null;
  /** The input that takes a goal in words: the one named `goal`, when it is a string. */
  readonly goalInput?: string;
  readonly warnings: readonly Problem[];
}

/** The workflows of a text, or all that is wrong with it. */
export type ReadDefinitions =
  | { readonly type: "definitions"; readonly definitions: readonly Definition[] }
  | { readonly type: "invalid"; readonly problems: readonly Problem[] };

/** Reads, checks and compiles the workflows of a YAML or JSON text. Never throws. */
export const readDefinitions = (
  text: string,
  { knowsAgent }: { readonly knowsAgent: (name: string) => boolean },
): ReadDefinitions => {
  const loaded = loadYaml(text);
  const place = placesIn(text);
  if (loaded.type === "unreadable") {
    const { what, fix, offset } = loaded;
    return invalid([{ path: "", what, fix, ...(offset === null ? {} : place(offset)) }]);
  }
  const { root } = loaded;
  const placeOf = (path: Path) => {
    const offset = offsetAt(root, path);
    return offset < 0 ? null : place(offset);
  };
  const problems = gatherProblems();
  const value = versionsAsWritten(root);
  const written = (path: Path): Path => asWritten(path, value);
  const source = readTop(value, problems);
  const definitions: Definition[] = [];
  for (const { workflow, path } of source) {
    const warnings: Problem[] = [];
    const warn = (at: Path, what: string, fix: string): void => {
      if (warnings.length < 100) {
        const path = written(at);
        warnings.push({ path: pathText(path), what, fix, ...placeOf(path) });
      }
    };
    const version = String(workflow.version ?? "1");
    const plan = compileWorkflow(workflow, version, path, {
      problems: {
        add: (at, what, fix) => problems.add(written(at), what, fix),
        has: (at) => problems.has(written(at)),
      },
      warn,
      knowsAgent,
      written: (at) => stageIn(value, at),
    });
    const goal = plan.input.goal?.type === "string" ? { goalInput: "goal" } : {};
    definitions.push({ plan, description: workflow.description ?? null, ...goal, warnings });
  }
  if (problems.count() > 0) return invalid(problems.list(placeOf));
  return { type: "definitions", definitions };
};

const invalid = (problems: readonly Problem[]): ReadDefinitions => ({ type: "invalid", problems });

/** The value of a text in which each workflow's version is the raw text of its scalar. */
const versionsAsWritten = (root: SourceNode): Json => {
  const value = plainValue(root);
  if (!isObject(value)) return value;
  const raw = (path: Path): { version?: string } => {
    const node = nodeAt(root, [...path, "version"]);
    return node?.kind === "scalar" && typeof node.value === "number" ? { version: node.raw } : {};
  };
  const { workflow, workflow_patterns: patterns } = value;
  return {
    ...value,
    ...(isObject(workflow) ? { workflow: { ...workflow, ...raw(["workflow"]) } } : {}),
    ...(isObject(patterns)
      ? {
          workflow_patterns: Object.fromEntries(
            Object.entries(patterns).map(([name, each]) => [
              name,
              isObject(each) ? { ...each, ...raw(["workflow_patterns", name]) } : each,
            ]),
          ),
        }
      : {}),
  };
};

/** A path in the full form of a shorthand stage, as it stands in the text: an agent is an entry below its stage's name. */
const asWritten = (path: Path, value: Json): Path => {
  const [top, name, stages, i, branches, j] = path;
  if (top !== "workflow_patterns" || typeof name !== "string" || typeof i !== "number") return path;
  const entry = nodeIn(value, [top, name, stages ?? "", i]);
  const key = isObject(entry) ? Object.keys(entry)[0] : undefined;
  if (key === undefined) return path;
  const head = [top, name, "stages", i];
  return branches === "branches" && typeof j === "number" ? [...head, key, j] : head;
};

const stageIn = (value: Json, path: Path): Readonly<Record<string, unknown>> => {
  const stage = path[0] === "workflow" ? nodeIn(value, path) : undefined;
  return isObject(stage) ? stage : {};
};

const nodeIn = (value: Json, path: Path): Json | undefined => {
  let here: Json | undefined = value;
  for (const part of path) {
    if (Array.isArray(here) && typeof part === "number") here = here[part];
    else if (isObject(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
};

/** The workflows of a file: the one in full, and those in shorthand spelled out. */
const readTop = (value: Json, problems: ReturnType<typeof gatherProblems>) => {
  if (!isObject(value)) {
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

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
