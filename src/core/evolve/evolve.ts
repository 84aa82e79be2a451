import { evolveLedger } from "../budget/ledger.ts";
import { isBudgetEvent } from "../event/is-budget-event.ts";
import { isSessionEvent } from "../event/is-session-event.ts";
import { isSignalEvent } from "../event/is-signal-event.ts";
import { isTriggerEvent } from "../event/is-trigger-event.ts";
import { isWorkflowEvent } from "../event/is-workflow-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { StreamState } from "../state/stream-state.ts";
import { evolveAgent } from "./evolve-agent.ts";
import { evolveImport, evolveSession } from "./evolve-brain.ts";
import { evolveMemory } from "./evolve-memory.ts";
import { evolveSignal } from "./evolve-signal.ts";
import { evolveTrigger } from "./evolve-trigger.ts";
import { evolveWorkflow } from "./evolve-workflow.ts";

/**
 * The state after one more event. Only copies what the event says: every consequence is an event of its own.
 * For `rewound` the caller passes the state as it was after `toVersion`.
 */
export const evolve = (state: StreamState, event: StreamEvent): StreamState => {
  const { data, version } = event;
  switch (state.kind) {
    case "memory":
      return data.type === "memory_set" ? evolveMemory(state, event, data) : state;
    case "definition":
      return data.type === "definition_kept"
        ? { ...state, version, hash: data.hash, text: data.text, keptAt: event.at }
        : state;
    case "signal":
      return isSignalEvent(data) ? evolveSignal(state, event, data) : state;
    case "trigger":
      return isTriggerEvent(data) ? evolveTrigger(state, event, data) : state;
    case "default_version":
      return data.type === "default_version_set" ? { ...state, version, use: data.use } : state;
    case "agent":
      return data.type === "circuit_reset" ? evolveAgent(state, event) : state;
    case "workflow":
      return isWorkflowEvent(data) ? evolveWorkflow(state, event, data) : state;
    case "session":
      return isSessionEvent(data) ? evolveSession(state, event, data) : state;
    case "budget":
      return isBudgetEvent(data)
        ? { ...state, version, ledger: evolveLedger(state.ledger, data, event.at) }
        : state;
    case "import":
      return data.type === "brain_imported" ? evolveImport(state, event, data) : state;
  }
};
