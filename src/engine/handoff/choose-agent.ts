import type { AgentFacts } from "../../core/command/agent-facts.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { agentFacts, findAgent } from "../agent-directory.ts";
import { rankedFor } from "../agent-search.ts";
import type { Ports } from "../ports.ts";
import type { CreateHandoffInput } from "./create-handoff-input.ts";

/** The agent a handoff goes to, and why it was chosen where it was not named. */
export const chooseAgent = async (
  ports: Ports,
  input: CreateHandoffInput,
): Promise<{ readonly facts: AgentFacts; readonly why: string | null } | Refusal> => {
  const { to_agent: named, required_capabilities: wanted } = input;
  if (named !== undefined) {
    const found = findAgent(ports, named);
    if (found.type === "refused") return found;
    return {
      facts: agentFacts(ports, found),
      why: found.type === "external" ? found.warning : null,
    };
  }
  if (wanted === undefined || wanted.length === 0) {
    return refuse(
      "invalid_input",
      "Neither to_agent nor required_capabilities is given.",
      "Name the agent in to_agent (see list_agents), or say in required_capabilities what the work needs.",
    );
  }
  const best = await selectBest(ports, wanted.join(" "), [], input.context.feature_description);
  if (best === null) {
    return refuse(
      "unknown_agent",
      `No agent offers ${wanted.join(", ")}.`,
      "Call list_agents with a query, or name the agent in to_agent.",
    );
  }
  return best;
};

/** The best agent for the given words and a task, leaving out some; null when none fits either. */
export const selectBest = async (
  ports: Ports,
  words: string,
  without: readonly string[],
  task: string = words,
): Promise<{ readonly facts: AgentFacts; readonly why: string } | null> => {
  const ranked = await rankedFor(ports, words, task);
  const best = ranked.find(({ agent }) => !without.includes(agent.name));
  if (best === undefined) return null;
  const found = ports.agents.find(best.agent.name);
  return found.type === "unknown" ? null : { facts: agentFacts(ports, found), why: best.why() };
};
