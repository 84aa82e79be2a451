import type { Field, Pin, Plan } from "../core/plan/plan.ts";
import type { Compiling } from "./compiling.ts";
import { withRanks } from "./critical-path.ts";
import { secondsOf } from "./duration.ts";
import { checkExpression } from "./expression.ts";
import { readBudget, readLimits } from "./limits-source.ts";
import { lowerStage } from "./lower-stage.ts";
import type { LowerStages } from "./making.ts";
import { nodeNames } from "./node-names.ts";
import { orderScope } from "./order-scope.ts";
import type { Path, Problems } from "./problem.ts";
import { compensates } from "./read-compensate.ts";
import { readFields } from "./read-field.ts";
import { readSla } from "./read-sla.ts";
import { readTriggers } from "./read-triggers.ts";
import { warnOfSharedResources } from "./shared-resources.ts";
import type { WorkflowSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";
import { usualSettings } from "./work-settings.ts";

/** Something to know about a definition that can be used all the same. */
export type Warn = Compiling["warn"];

interface Pending {
  readonly text: string;
  readonly at: Standing;
  readonly wants: "condition" | "list" | undefined;
}

/** Compiles a workflow whose shape was read; what is wrong goes to `problems`, and the plan then is not to be used. */
export const compileWorkflow = (
  source: WorkflowSource,
  version: string,
  base: Path,
  tools: {
    readonly problems: Problems;
    readonly warn: Warn;
    readonly agent: Compiling["agent"];
    readonly checks: Compiling["checks"];
    readonly use: Compiling["use"];
    readonly pools: Compiling["pools"];
    /** Agents that may be at work at once; null when that is not known. */
    readonly parallelAgents: number | null;
    /** Most tokens its limits may allow; null where there is no bound. */
    readonly workflowTokens: number | null;
    readonly written: Compiling["written"];
    readonly named: Compiling["named"];
  },
): Plan => {
  const { problems } = tools;
  const input = readFields(source.input, [...base, "input"], problems);
  const state = readFields(source.state_schema, [...base, "state_schema"], problems);
  const top: Standing = { path: [...base, "stages"], bodies: [], around: [] };
  const pending: Pending[] = [];
  const steps = new Map<string, readonly string[]>();
  const pins: Record<string, Pin> = {};
  const compiling: Compiling = {
    ...tools,
    use: (name) => {
      const used = tools.use(name);
      if (used.type === "used") Object.assign(pins, used.pins, { [name]: used.pin });
      return used;
    },
    about: source.description ?? source.name,
    input,
    state,
    freeName: nodeNames(source.stages, top.path, problems),
    expression: (text, at, wants) => pending.push({ text, at, wants }),
    isDeclared: (name) => steps.has(name),
    declare: (name, at) => steps.set(name, at.bodies),
  };
  const lowerStages: LowerStages = (stages, at, settings) =>
    stages.map((stage, i) =>
      lowerStage(stage, { ...at, path: [...at.path, i] }, settings, compiling, lowerStages),
    );
  const root = withRanks(orderScope(lowerStages(source.stages, top, usualSettings), compiling));
  refuseFootprint(source, base, tools);
  checkExpressions(pending, steps, input, state, problems);
  warnOfSharedResources(root, tools.warn, top.path);
  if (source.on_failure === "compensate" && !compensates(root))
    tools.warn(
      [...base, "on_failure"],
      "is compensate, and no stage can be undone",
      "Give stages compensate: { agent, task }, or leave on_failure out.",
    );
  return {
    name: source.name,
    version,
    input,
    state,
    onFailure: source.on_failure ?? "stop",
    timeoutSeconds: timeoutOf(source.timeout, [...base, "timeout"], problems),
    maxParallel: source.max_parallel ?? null,
    limits: readLimits(source.limits, [...base, "limits"], problems),
    budget: readBudget(source.budget),
    pins,
    triggers: readTriggers(source, [...base, "triggers"], input, tools),
    ...readSla(source.sla, base, problems),
    root,
  };
};

/** What it may use at once, or in all, must be within what the operator allows. */
const refuseFootprint = (
  { max_parallel: most, limits }: WorkflowSource,
  base: Path,
  {
    problems,
    parallelAgents,
    workflowTokens,
  }: {
    readonly problems: Problems;
    readonly parallelAgents: number | null;
    readonly workflowTokens: number | null;
  },
): void => {
  if (most !== undefined && parallelAgents !== null && most > parallelAgents)
    problems.add(
      [...base, "max_parallel"],
      `is more than the ${parallelAgents} agents that may be at work at once`,
      `At most ${parallelAgents}; the operator changes it: baton config set-capacity ${most}.`,
    );
  const tokens = limits?.tokens;
  if (tokens !== undefined && workflowTokens !== null && tokens > workflowTokens)
    problems.add(
      [...base, "limits", "tokens"],
      `is more than the ${workflowTokens} tokens a workflow may use here`,
      `At most ${workflowTokens}; the operator changes it: baton config set-capacity --tokens ${tokens}.`,
    );
};

const timeoutOf = (text: string | undefined, path: Path, problems: Problems): number => {
  const seconds = text === undefined ? 86_400 : (secondsOf(text) ?? 86_400);
  if (seconds < 60 || seconds > 7 * 86_400)
    problems.add(path, "is out of bounds", "A workflow's timeout is from 1m to 7d.");
  return seconds;
};

const checkExpressions = (
  pending: readonly Pending[],
  steps: ReadonlyMap<string, readonly string[]>,
  input: Readonly<Record<string, Field>>,
  state: Readonly<Record<string, Field>>,
  problems: Problems,
): void => {
  const inputNames = new Set(Object.keys(input));
  const stateNames = new Set(Object.keys(state));
  const visible = new Map<string, ReadonlySet<string>>();
  for (const { text, at, wants } of pending) {
    const key = at.bodies.join("\n");
    const known = visible.get(key) ?? stepsSeenFrom(at.bodies, steps);
    visible.set(key, known);
    const names = {
      input: inputNames,
      state: stateNames,
      steps: known,
      around: new Set(at.around),
    };
    for (const { what, fix } of checkExpression(text, names, wants))
      problems.add(at.path, what, fix);
  }
};

/** The steps of one's own bodies and of those around; a body elsewhere runs many times, so its steps tell nothing. */
const stepsSeenFrom = (
  bodies: readonly string[],
  steps: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> => {
  const seen = new Set<string>();
  for (const [name, its] of steps) if (its.every((body, i) => body === bodies[i])) seen.add(name);
  return seen;
};
