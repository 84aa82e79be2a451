import type { SignalEvent } from "../event/signal-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { Signal, SignalState, SignalWait } from "../state/signal-state.ts";

/** One more event of a stream of signals. */
export const evolveSignal = (
  before: SignalState,
  { version }: StreamEvent,
  data: SignalEvent,
): SignalState => {
  const state = { ...before, version };
  switch (data.type) {
    case "signal_buffered":
      return { ...state, buffered: inOrder([...state.buffered, data.signal]) };
    case "signal_sent": {
      const { signal, waits, starts } = data;
      return {
        ...state,
        buffered: state.buffered.filter(({ id }) => id !== signal.id),
        waits: state.waits.filter((wait) => !waits.some((each) => isSameWait(each, wait))),
        shared: waits.length > 1 ? { ...state.shared, [signal.id]: waits.length } : state.shared,
        sent: {
          signal: signal.id,
          workflows: [...new Set([...waits, ...starts].map(({ workflow }) => workflow))],
        },
      };
    }
    case "wait_subscribed":
      return { ...state, waits: [...state.waits, data.wait] };
    case "wait_unsubscribed":
      return { ...state, waits: state.waits.filter((wait) => !isSameWait(wait, data.wait)) };
    case "signal_kept":
      return { ...state, shared: without(state.shared, data.signal) };
    case "signal_discarded":
      return { ...state, buffered: state.buffered.filter(({ id }) => id !== data.signal) };
    case "signal_refused":
      return state;
    case "signal_declined":
      return {
        ...state,
        shared:
          data.left === 0
            ? without(state.shared, data.signal)
            : { ...state.shared, [data.signal]: data.left },
      };
  }
};

/** Whether two waits are the same one. */
export const isSameWait = (a: SignalWait, b: SignalWait): boolean =>
  a.workflow === b.workflow && a.node === b.node && a.wait === b.wait;

const inOrder = (signals: readonly Signal[]): readonly Signal[] =>
  [...signals].sort((a, b) => a.order - b.order);

const without = (shared: SignalState["shared"], signal: string): SignalState["shared"] =>
  Object.fromEntries(Object.entries(shared).filter(([id]) => id !== signal));
