import type { Intent } from "../core/command/command.ts";
import type { StreamEvent } from "../core/event/stream-event.ts";
import type { Person } from "../core/person.ts";
import type { Plan, Scope } from "../core/plan/plan.ts";
import { noRules, type Rules } from "../core/rules.ts";
import type { StreamState } from "../core/state/stream-state.ts";
import { approvalsIn } from "./approvals-in.ts";
import { NotGathered } from "./not-gathered.ts";
import type { Ports } from "./ports.ts";

/** Rules for a command on a stream as it stands, and whom its plan may call on. */
export const judgement = async (
  ports: Ports,
  state: StreamState,
  intent: Intent,
): Promise<{
  readonly rules: Rules;
  /** Names of agents. */
  readonly planned: readonly string[];
  /** Null when the plan asks nobody. */
  readonly people: readonly Person[] | null;
}> => {
  const plan = planIn(intent) ?? planOf(state);
  if (plan === null) return { rules: onDemand, planned: [], people: null };
  const people = approvalsIn(plan).length > 0 ? await ports.workplace.people() : null;
  return { rules: onDemand, planned: agentsIn(plan), people };
};

/** The names of all agents a plan calls on; looked for once per plan that is loaded. */
const agentsIn = (plan: Plan): readonly string[] => {
  const known = agentsByPlan.get(plan);
  if (known !== undefined) return known;
  const names = new Set<string>(["planner"]);
  const collect = (scope: Scope): void => {
    for (const node of scope.nodes) {
      if (node.kind === "agent") {
        if (node.agent !== null) names.add(node.agent);
        if (node.compensate !== null) names.add(node.compensate.agent);
        if (node.onFailure.fallback_agent !== undefined) names.add(node.onFailure.fallback_agent);
      }
      if (node.kind === "workflow" && node.compensate !== undefined)
        names.add(node.compensate.agent);
      if ("body" in node) collect(node.body);
    }
  };
  collect(plan.root);
  const found = [...names];
  agentsByPlan.set(plan, found);
  return found;
};

const agentsByPlan = new WeakMap<Plan, readonly string[]>();

/** The plan that an intent brings, or goes back to. */
const planIn = (intent: Intent): Plan | null => {
  switch (intent.type) {
    case "start_flow":
      return intent.plan;
    case "begin_child":
      return intent.start.type === "plan" ? intent.start.plan : null;
    case "change_plan":
      return intent.change.plan;
    case "complete": {
      const { amendment } = intent.completion;
      return amendment?.type === "proposed" ? amendment.change.plan : null;
    }
    case "fork":
      return lastPlan(intent.events);
    case "rewind":
    case "return_undone":
      return planOf(intent.base);
    default:
      return null;
  }
};

/** The plan that is followed after these events. */
const lastPlan = (events: readonly StreamEvent[]): Plan | null => {
  for (const { data } of events.toReversed()) {
    if (data.type === "flow_started" || data.type === "plan_changed") return data.plan;
  }
  return null;
};

const planOf = (state: StreamState): Plan | null =>
  state.kind === "workflow" ? (state.flow?.plan ?? null) : null;

const timeOf = (text: string): number | null => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
};

/** Loads what judges, each library when a decision first asks for it: most decisions judge nothing. */
const onDemand: Rules = {
  ...noRules,
  validate: (schema, value) => schemas.use()(schema, value),
  evaluate: (expression, lookup) => expressions.use()(expression, lookup),
  interpolate: (text, lookup) => templates.use()(text, lookup),
  nextCron: (line, timezone, after) =>
    calendar.use()(line, timezone, new Date(after).toISOString()),
  timeOf,
};

const demanded = <T>(what: string, load: () => Promise<T>): { use(): T } => {
  let loaded: { readonly value: T } | null = null;
  const gather = async (): Promise<void> => {
    loaded = { value: await load() };
  };
  return {
    use: () => {
      if (loaded === null) throw new NotGathered(what, gather);
      return loaded.value;
    },
  };
};

const schemas = demanded(
  "JSON Schema",
  async () => (await import("../definition/output-schema.ts")).validateOutput,
);
const expressions = demanded(
  "expressions",
  async () => (await import("../definition/expression.ts")).evaluate,
);
const templates = demanded(
  "templates of texts",
  async () => (await import("../definition/template-text.ts")).interpolate,
);
const calendar = demanded("cron", async () => (await import("../definition/cron.ts")).nextCron);
