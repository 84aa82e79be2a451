import type { ImportEvent, SessionEvent } from "../event/brain-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { ImportState, SessionState } from "../state/brain-state.ts";

/** One more event of a brain session. */
export const evolveSession = (
  before: SessionState,
  { version, at }: StreamEvent,
  data: SessionEvent,
): SessionState => {
  const state = { ...before, version };
  switch (data.type) {
    case "session_started":
      return { ...state, endedAt: null, summary: null };
    case "session_ended":
      return { ...state, endedAt: at, summary: data.summary };
    case "execution_began": {
      const { execution, agent, task, workflow } = data;
      const running = state.running.set(execution, { agent, task, workflow, startedAt: at });
      return { ...state, running, last: execution };
    }
    case "execution_ended":
      return {
        ...state,
        running: state.running.delete(data.execution),
        last: data.execution,
      };
  }
};

/** More of another database's. */
export const evolveImport = (
  state: ImportState,
  { version }: StreamEvent,
  { executions, learnings }: ImportEvent,
): ImportState => {
  let { known } = state;
  for (const { execution } of executions) known = known.set(execution, true);
  for (const { learning } of learnings) known = known.set(learning, true);
  return { ...state, version, known };
};
