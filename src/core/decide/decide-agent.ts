import type { Command } from "../command/command.ts";
import { evolveAgent } from "../evolve/evolve-agent.ts";
import { project } from "../project/project.ts";
import { circuitOf } from "../recovery/agent-record.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { AgentState } from "../state/agent-state.ts";
import type { Decision } from "./decision.ts";

/** Closes an agent's circuit by hand. */
export const decideAgent = (state: AgentState, command: Command): Decision | Refusal => {
  const { intent, at, actor, facts } = command;
  if (intent.type !== "reset_circuit") {
    return refuse("internal", "an agent is not a workflow", "Report this as a defect.");
  }
  const { agent, reason } = intent;
  if (circuitOf(facts.records.get(agent), at).state === "closed") {
    return refuse("conflict", `The circuit of ${agent} is closed.`, "Nothing needs a reset.", {
      agent,
    });
  }
  const data = { type: "circuit_reset", agent, reason } as const;
  const event = { data, at, actor };
  const placed = { ...event, stream: state.id, version: state.version + 1 };
  const after = evolveAgent(state, placed);
  const rows = project(state, after, placed);
  return { type: "decided", events: [event], rows, messages: [], after, refusal: null };
};
