import type { AgentFacts } from "../core/command/agent-facts.ts";
import type { Intent } from "../core/command/command.ts";
import type { Person } from "../core/person.ts";
import type { Plan, Scope } from "../core/plan/plan.ts";
import { noRules, type Rules } from "../core/rules.ts";
import type { StreamState } from "../core/state/stream-state.ts";
import { factsOf } from "./agent-directory.ts";
import { approvalsIn } from "./approvals-in.ts";
import type { Ports } from "./ports.ts";

/** Rules, and facts of the agents a plan may call on, for a command on a stream as it stands. */
export const judgement = async (
  ports: Ports,
  state: StreamState,
  intent: Intent,
): Promise<{
  readonly rules: Rules;
  readonly agents: readonly AgentFacts[];
  /** Null when the plan asks nobody. */
  readonly people: readonly Person[] | null;
}> => {
  const plan = planIn(intent) ?? planOf(state);
  if (plan === null)
    return { rules: await rulesWithoutPlan(state, intent), agents: [], people: null };
  const people = approvalsIn(plan).length > 0 ? await ports.workplace.people() : null;
  return { rules: await allRules(), agents: factsOf(ports, agentsIn(plan)), people };
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

/** The plan that an intent brings. */
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
    default:
      return null;
  }
};

const planOf = (state: StreamState): Plan | null =>
  state.kind === "workflow" ? (state.flow?.plan ?? null) : null;

const rulesWithoutPlan = (state: StreamState, intent: Intent): Promise<Rules> | Rules => {
  if (state.kind === "trigger") return triggerRules();
  const judges =
    judgesOutputs(state, intent) || (intent.type === "post_signal" && intent.candidates.length > 0);
  return judges ? allRules() : noRules;
};

/** Whether the command completes a step whose outputs a schema judges. */
const judgesOutputs = (state: StreamState, intent: Intent): boolean =>
  intent.type === "complete" &&
  state.kind === "workflow" &&
  state.steps.get(intent.step)?.contract.payload.expected_output.output_schema !== undefined;

/** The libraries behind the rules are loaded when something is first judged. */
const allRules = async (): Promise<Rules> => {
  const [{ validateOutput }, { evaluate }, { interpolate }] = await Promise.all([
    import("../definition/output-schema.ts"),
    import("../definition/expression.ts"),
    import("../definition/template-text.ts"),
  ]);
  return { ...noRules, validate: validateOutput, evaluate, interpolate, timeOf };
};

/** Rules for triggers, which also need a calendar. */
const triggerRules = async (): Promise<Rules> => {
  const { nextCron } = await import("../definition/cron.ts");
  return {
    ...(await allRules()),
    nextCron: (line, timezone, after) => nextCron(line, timezone, new Date(after).toISOString()),
  };
};

const timeOf = (text: string): number | null => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
};
