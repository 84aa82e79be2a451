import { percentile } from "../../core/brain/percentile.ts";
import type { JsonObject } from "../../core/json.ts";
import type { AgentNode, Plan, Scope } from "../../core/plan/plan.ts";
import type { Ports } from "../ports.ts";

/** Minutes taken for a step nobody has estimated, of an agent the brain knows nothing of. */
export const usualMinutes = 10;

/** The waves a plan can run in and its longest way, with where the minutes come from. */
export const forecast = async (ports: Ports, plan: Plan): Promise<JsonObject> => {
  const { criticalPath, wavesOf } = await import("../../definition/critical-path.ts");
  const durations = await ports.store.durations([...agentsIn(plan.root)]);
  const sources = new Set<string>();
  const minutesOf = (node: AgentNode): number => {
    if (node.estimateMinutes !== null) {
      sources.add("estimates");
      return node.estimateMinutes;
    }
    const median = percentile(durations.get(node.agent ?? "") ?? [], 0.5);
    sources.add(median === null ? `${usualMinutes} minutes a step` : "the brain's medians");
    return median === null ? usualMinutes : median / 60_000;
  };
  const path = criticalPath(plan, minutesOf);
  return {
    waves: wavesOf(plan),
    critical_path: {
      steps: path.steps,
      minutes: Math.round(path.minutes * 10) / 10,
      source: [...sources].join(", ") || "no step takes time",
    },
  };
};

const agentsIn = (scope: Scope): ReadonlySet<string> =>
  new Set(
    scope.nodes.flatMap((node) => [
      ...(node.kind === "agent" && node.agent !== null ? [node.agent] : []),
      ...("body" in node ? agentsIn(node.body) : []),
    ]),
  );
