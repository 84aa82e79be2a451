import type { Command } from "../command/command.ts";
import type { Refusal } from "../refusal.ts";
import type { Rules } from "../rules.ts";
import type { StreamState } from "../state/stream-state.ts";
import { decideAgent } from "./decide-agent.ts";
import { decideBrain } from "./decide-brain.ts";
import { decideBudget } from "./decide-budget.ts";
import { decideDefaultVersion } from "./decide-default-version.ts";
import { decideDefinition } from "./decide-definition.ts";
import { decideMemory } from "./decide-memory.ts";
import { decideSignal } from "./decide-signal.ts";
import { decideTrigger } from "./decide-trigger.ts";
import { decideWorkflow } from "./decide-workflow.ts";
import type { Decision } from "./decision.ts";

/** What a command leads to: events or a refusal. Total, synchronous and without side effects. */
export const decide = (state: StreamState, command: Command, rules: Rules): Decision | Refusal => {
  if (state.kind === "memory") return decideMemory(state, command);
  if (state.kind === "definition") return decideDefinition(state, command);
  if (state.kind === "budget") return decideBudget(state, command);
  if (state.kind === "signal") return decideSignal(state, command, rules);
  if (state.kind === "trigger") return decideTrigger(state, command, rules);
  if (state.kind === "default_version") return decideDefaultVersion(state, command);
  if (state.kind === "agent") return decideAgent(state, command);
  if (state.kind === "session" || state.kind === "import") return decideBrain(state, command);
  return decideWorkflow(state, command, rules);
};
