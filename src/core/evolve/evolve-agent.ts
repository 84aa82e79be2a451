import type { StreamEvent } from "../event/stream-event.ts";
import type { AgentState } from "../state/agent-state.ts";

/** One more decision about an agent. */
export const evolveAgent = (state: AgentState, event: StreamEvent): AgentState => ({
  ...state,
  version: event.version,
  resetAt: event.at,
});
