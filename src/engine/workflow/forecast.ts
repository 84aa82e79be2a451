import type { JsonObject } from "../../core/json.ts";
import type { AgentNode, Plan } from "../../core/plan/plan.ts";
import type { Ports } from "../ports.ts";

/** Minutes taken for a step nobody has estimated and no agent has done yet. */
const usualMinutes = 10;
/** Ended attempts from which an agent's average counts. */
const enough = 3;

/** The waves a plan can run in and its longest way, with where the minutes come from. */
export const forecast = async (ports: Ports, plan: Plan): Promise<JsonObject> => {
  const { criticalPath, wavesOf } = await import("../../definition/critical-path.ts");
  const averages = new Map<string, number>();
  for (const { agent, completed, failed, totalMs } of await ports.store.agentRecords()) {
    if (completed + failed >= enough) averages.set(agent, totalMs / (completed + failed) / 60_000);
  }
  const sources = new Set<string>();
  const minutesOf = (node: AgentNode): number => {
    if (node.estimateMinutes !== null) {
      sources.add("estimates");
      return node.estimateMinutes;
    }
    const average = averages.get(node.agent ?? "");
    sources.add(average === undefined ? `${usualMinutes} minutes a step` : "past attempts");
    return average ?? usualMinutes;
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
