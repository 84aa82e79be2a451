import type { StreamEvent } from "../event/stream-event.ts";
import type { TriggerEvent } from "../event/trigger-event.ts";
import type { TriggerState } from "../state/trigger-state.ts";

/** One more event of a definition's triggers. */
export const evolveTrigger = (
  before: TriggerState,
  { version, at }: StreamEvent,
  data: TriggerEvent,
): TriggerState => {
  const state = { ...before, version };
  switch (data.type) {
    case "triggers_armed":
      return { ...state, armed: { ...data.armed, at }, dues: data.dues };
    case "triggers_disarmed":
      return { ...state, armed: null, dues: [] };
    case "trigger_fired":
      return {
        ...state,
        dues: state.dues.with(data.index, data.due),
        fired: state.fired + 1,
        last: { at, workflow: data.workflow, failure: null },
      };
    case "trigger_failed":
      return {
        ...state,
        dues: data.dues,
        last: { at, workflow: data.workflow, failure: data.reason },
      };
    case "trigger_missed":
      return state;
  }
};
