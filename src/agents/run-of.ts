import type { FoundAgent } from "./agent-registry.ts";
import { clientAgent } from "./client-agents.ts";
import { reachesBaton } from "./reaches-baton.ts";

/** How the client runs an agent. */
export interface RunOf {
  /** The type for the client's agent tool. */
  readonly subagentType: string;
  /** The agent's own tools shut Baton out: the orchestrator claims and completes for it. */
  readonly relay: boolean;
  /** The client does not have the agent: its prompt goes to the head of the brief. */
  readonly bodyInBrief: boolean;
}

/** Decides how an agent is run; `plugin` says whether the client has Baton's own agents as `baton:NAME`. */
export const runOf = (
  found: Exclude<FoundAgent, { readonly type: "unknown" }>,
  { plugin }: { readonly plugin: boolean },
): RunOf => {
  if (found.type === "external") {
    const relay = clientAgent(found.name)?.reachesBaton === false;
    return { subagentType: found.name, relay, bodyInBrief: false };
  }
  const { agent } = found;
  const byType = (subagentType: string): RunOf => ({
    subagentType,
    relay: !reachesBaton(agent),
    bodyInBrief: false,
  });
  // A file that the client drops, or one in a folder it does not read, is none of its types.
  if (agent.source === "packaged") return plugin ? byType(`baton:${agent.name}`) : generalPurpose;
  return agent.source !== "project" && agent.clientReadable ? byType(agent.name) : generalPurpose;
};

const generalPurpose: RunOf = { subagentType: "general-purpose", relay: false, bodyInBrief: true };
