import type { Agent } from "../core/agent.ts";
import type { JsonObject } from "../core/json.ts";
import type { Plan, Scope } from "../core/plan/plan.ts";
import type { Goal } from "../routing/route-goal.ts";
import type { Route } from "../routing/route-signal.ts";
import { rankedFor } from "./agent-search.ts";
import { type Answer, answer } from "./answer.ts";
import { lazily } from "./lazily.ts";
import type { Ports } from "./ports.ts";
import { templateSource } from "./workflow/definition-source.ts";
import { readPlan } from "./workflow/read-plan.ts";

/** Arguments of route_goal. */
export interface RouteGoalInput {
  readonly goal: string;
  readonly tasks?: readonly string[] | undefined;
  readonly existing_plan?: string | undefined;
  readonly mode?: "implicit" | "explicit" | undefined;
}

/** What a template's name ends in when the human is to be asked before it starts. */
export const confirmMark = "?confirm";

/** Below this it is worth asking the user which way is meant. */
const unsure = 0.6;

const templates: Readonly<Record<Route, string>> = {
  build_only: "build-only",
  plan_then_build: "plan-then-build",
  multi_task: "multi-task",
  decompose_first: "full-decomposition",
};

const router = lazily(() => import("../routing/route-goal.ts"));

/** Which way a goal should go, with the template for it and the agents that fit. Starts nothing. */
export const routeGoal = async (ports: Ports, input: RouteGoalInput): Promise<Answer> => {
  const { routeGoal: route } = await router();
  const goal: Goal = {
    text: input.goal,
    tasks: input.tasks ?? [],
    plan: input.existing_plan ?? null,
  };
  const routing = route(goal);
  const name = templates[routing.route];
  const plan = await templatePlan(ports, name);
  const planned = planAgents(plan);
  const confirm = input.mode === "explicit";
  const template = plan === null ? null : name + (confirm ? confirmMark : "");
  return answer({
    route: routing.route,
    template,
    complexity: routing.complexity,
    confidence: routing.confidence,
    signals: routing.signals.slice(0, 8).map(({ signal, evidence, pointsTo, weight }) => ({
      signal,
      evidence,
      points_to: pointsTo,
      weight,
    })),
    agents: [...planned, ...(await specialists(ports, goal, planned))],
    plan: { waves: await wavesOf(plan) },
    needs_confirmation: confirm,
    next: nextOf(routing.route, template, routing.confidence, goal, confirm),
  });
};

/** The plan of a template; null where there is none of that name, or the project's own is not sound. */
const templatePlan = async (ports: Ports, name: string): Promise<Plan | null> => {
  const source = await templateSource(ports, name);
  if ("code" in source) return null;
  // Reading a definition takes longer than all the rest; it depends on its text and on the agents.
  const agents = ports.agents.all();
  const known = plans.get(agents) ?? new Map<string, Plan | null>();
  plans.set(agents, known);
  const before = known.get(source.text);
  if (before !== undefined) return before;
  const read = await readPlan(ports, source);
  const plan = "code" in read ? null : read.plan;
  known.set(source.text, plan);
  return plan;
};
const plans = new WeakMap<readonly Agent[], Map<string, Plan | null>>();

const wavesOf = async (plan: Plan | null): Promise<string[][]> => {
  if (plan === null) return [];
  const { wavesOf: waves } = await import("../definition/critical-path.ts");
  return waves(plan).map((wave) => [...wave]);
};

/** Who has a part in the plan, in the order of their first step. */
const planAgents = (plan: Plan | null): readonly JsonObject[] => {
  const steps = new Map<string, string[]>();
  const visit = ({ nodes }: Scope): void => {
    for (const node of nodes) {
      if ("body" in node) visit(node.body);
      else if (node.kind === "agent" && node.agent !== null) {
        steps.set(node.agent, [...(steps.get(node.agent) ?? []), node.name]);
      }
    }
  };
  if (plan !== null) visit(plan.root);
  return [...steps].map(([agent, names]) => ({
    agent,
    role: "plan",
    score: 1,
    why: `${plan?.name} gives it ${names.join(", ")}`,
  }));
};

/** Most specialists that are named. */
const named = 5;

/** Who knows what the goal is about, whatever the plan says; scores are shares of the best one's. */
const specialists = async (
  ports: Ports,
  goal: Goal,
  planned: readonly JsonObject[],
): Promise<readonly JsonObject[]> => {
  const taken = new Set(planned.map(({ agent }) => agent));
  const all = await rankedFor(ports, [goal.text, ...goal.tasks].join("\n"));
  const ranked = all.filter(({ agent }) => !taken.has(agent.name));
  const best = ranked[0]?.score ?? 1;
  return ranked.slice(0, named).map(({ agent, score, why }) => ({
    agent: agent.name,
    role: "specialist",
    score: Math.round((100 * score) / best) / 100,
    why: why(),
  }));
};

const nextOf = (
  route: Route,
  template: string | null,
  confidence: number,
  goal: Goal,
  confirm: boolean,
): string => {
  if (template === null) {
    return "There is no template for this route here: create_handoff for each piece of work.";
  }
  const given =
    route === "multi_task"
      ? ', and input {"tasks": [a text for each]}'
      : goal.plan !== null && route === "build_only"
        ? `, and input {"plan": ${JSON.stringify(goal.plan)}}`
        : "";
  const doubt =
    confidence < unsure ? "The signals do not agree: ask the user if the route looks wrong. " : "";
  const asks = confirm ? " The user is asked before anything starts." : "";
  return `${doubt}Call start_workflow with template ${template} and the goal${given}.${asks}`;
};
