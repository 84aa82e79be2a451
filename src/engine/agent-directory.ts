import type { FoundAgent } from "../agents/agent-registry.ts";
import { runOf } from "../agents/run-of.ts";
import type { Agent } from "../core/agent.ts";
import type { AgentFacts } from "../core/command/agent-facts.ts";
import type { JsonObject } from "../core/json.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Ports } from "./ports.ts";

type KnownAgent = Exclude<FoundAgent, { readonly type: "unknown" }>;

/** The agent of that name, or a refusal with the nearest names. */
export const findAgent = (ports: Ports, name: string): KnownAgent | Refusal => {
  const found = ports.agents.find(name);
  if (found.type !== "unknown") return found;
  const near = found.nearest;
  return refuse(
    "unknown_agent",
    `There is no agent "${name}".`,
    near.length > 0
      ? `Did you mean ${near.join(" or ")}? list_agents shows them all.`
      : "Call list_agents to see the agents there are, or list_agents with a query for what the work needs.",
    { nearest: near },
  );
};

/** The name plans and records know the agent by: `baton:NAME` only where a file of the project's own hides it. */
export const canonicalName = (ports: Ports, found: KnownAgent): string => {
  if (found.type === "external") return found.name;
  const plain = ports.agents.find(found.agent.name);
  const same = plain.type === "agent" && plain.agent.path === found.agent.path;
  return same ? found.agent.name : `baton:${found.agent.name}`;
};

/** The same for a name as somebody wrote it; one that is not registered stays as it is. */
export const nameOnRecord = (ports: Ports, name: string): string => {
  const found = ports.agents.find(name);
  return found.type === "unknown" ? name : canonicalName(ports, found);
};

/** What decisions need to know of an agent. */
export const agentFacts = (ports: Ports, found: KnownAgent): AgentFacts => {
  const name = canonicalName(ports, found);
  if (found.type === "external") {
    return {
      name,
      version: "1.0.0",
      phase: "BUILD",
      timeoutSeconds: null,
      maxRetries: null,
      maxParallel: null,
    };
  }
  const { version, phase, timeoutSeconds, maxRetries, orchestration } = found.agent;
  const { maxParallel } = orchestration;
  return { name, version, phase, timeoutSeconds, maxRetries, maxParallel };
};

/** Facts of all the named agents that exist; outsiders and unknown names are left out. */
export const factsOf = (
  ports: Ports,
  names: Iterable<string | undefined>,
): readonly AgentFacts[] => {
  const facts = new Map<string, AgentFacts>();
  for (const name of new Set(names)) {
    if (name === undefined || name === "user" || name === "system") continue;
    const found = ports.agents.find(name);
    // Under the name the plan uses, whatever the canonical one is today.
    if (found.type !== "unknown") facts.set(name, { ...agentFacts(ports, found), name });
  }
  return [...facts.values()];
};

/** What the orchestrator passes to its client's agent tool, as it is. */
export const runEntry = (ports: Ports, agent: string, handoffId: string): JsonObject => {
  const found = ports.agents.find(agent);
  const prompt = `Baton handoff ${handoffId.slice(0, 8)}`;
  if (found.type === "unknown") return { subagent_type: "general-purpose", prompt };
  const { subagentType, relay } = runOf(found, ports);
  return { subagent_type: subagentType, prompt, ...(relay ? { relay: true } : {}) };
};

/** True when the agent's own tools shut Baton out, so that whoever launches it claims and completes for it. */
export const isRelayed = (ports: Ports, agent: string): boolean => {
  const found = ports.agents.find(agent);
  return found.type !== "unknown" && runOf(found, ports).relay;
};

/** The agent's own prompt, where the client cannot bring it along. */
export const bodyForBrief = (ports: Ports, agent: string): Agent | null => {
  const found = ports.agents.find(agent);
  if (found.type !== "agent") return null;
  return runOf(found, ports).bodyInBrief ? found.agent : null;
};
