import { nearest } from "../core/nearest.ts";
import { refuse } from "../core/refusal.ts";
import { agentStream } from "../core/state/agent-state.ts";
import type { Answer } from "./answer.ts";
import type { Caller, Ports } from "./ports.ts";
import { runCommand } from "./run-command.ts";

/** Whose circuit is closed, and why. */
export interface ResetCircuitInput {
  readonly agent: string;
  readonly reason: string;
}

/** Closes an agent's circuit by hand; the caller's actor must be a person. */
export const resetCircuit = async (
  ports: Ports,
  { agent, reason }: ResetCircuitInput,
  caller: Caller,
): Promise<Answer> => {
  const records = await ports.store.agentRecords();
  const names = new Set([
    ...ports.agents.all().map(({ name }) => name),
    ...records.map((record) => record.agent),
  ]);
  if (!names.has(agent)) {
    const near = nearest(agent, names);
    return refuse(
      "unknown_agent",
      `There is no agent ${agent}.`,
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "baton agents lists them.",
    );
  }
  return runCommand(ports, {
    stream: agentStream(agent),
    intent: { type: "reset_circuit", agent, reason },
    caller,
    ids: 0,
    watch: [agent],
    content: () => ({ agent, circuit: "closed" }),
  });
};
