import type { StreamEvent } from "../../../src/core/event/stream-event.ts";
import { signalStream } from "../../../src/core/state/signal-state.ts";
import type { StreamState } from "../../../src/core/state/stream-state.ts";

/** A stream as it stands, with all its events. */
export interface Lived {
  readonly state: StreamState;
  readonly events: readonly StreamEvent[];
}

/**
 * What is wrong with signals when nothing is under way, a line each. Every signal is with waits it was sent to at once, or
 * with the triggers it started, or kept; never two of these, never none.
 */
export const signalFaults = (streams: readonly Lived[]): readonly string[] => [
  ...takenOnce(streams),
  ...meetings(streams),
];

const takenOnce = (streams: readonly Lived[]): readonly string[] => {
  const faults: string[] = [];
  const takers = new Map<string, string[]>();
  const together = new Map<string, number>();
  const started = new Map<string, number>();
  for (const { state, events } of streams) {
    const copied = copiedUntil(events);
    for (const { data, stream, version } of events) {
      if (data.type === "signal_received" && version > copied) {
        const { id } = data.signal;
        takers.set(id, [...(takers.get(id) ?? []), `${stream} ${data.node}`]);
      }
      if (data.type === "trigger_fired" && data.signal !== null)
        started.set(data.signal, (started.get(data.signal) ?? 0) + 1);
      if (data.type === "signal_sent" || data.type === "signal_buffered") {
        const waits = data.type === "signal_sent" ? data.waits.length : 0;
        together.set(data.signal.id, Math.max(together.get(data.signal.id) ?? 0, waits));
      }
    }
    if (state.kind === "signal" && Object.keys(state.shared).length > 0)
      faults.push(`${state.id} has not heard of ${Object.keys(state.shared).join(", ")}`);
  }
  const kept = streams.flatMap(({ state }) =>
    state.kind === "signal" ? state.buffered.map(({ id }) => id) : [],
  );
  for (const [id, most] of together) {
    const taken = takers.get(id) ?? [];
    const places = [
      taken.length > 0 ? 1 : 0,
      started.has(id) ? 1 : 0,
      kept.filter((each) => each === id).length,
    ];
    const sum = places.reduce((all, each) => all + each, 0);
    if (sum !== 1) faults.push(`${id} is taken, started, kept: ${places.join(", ")}`);
    if (new Set(taken).size !== taken.length) faults.push(`${id} is taken twice: ${taken.join()}`);
    if (taken.length > most) faults.push(`${id} went to ${most} and was taken by ${taken.join()}`);
  }
  return faults;
};

/** Whoever waits is known where the signal comes, and nobody else is; no signal lies where somebody waits for it. */
const meetings = (streams: readonly Lived[]): readonly string[] => {
  const faults: string[] = [];
  const open: string[] = [];
  const subscribed: string[] = [];
  for (const { state } of streams) {
    if (state.kind === "workflow") {
      for (const { key, wait, awaits } of state.flow?.nodes.values() ?? []) {
        const had = state.consumed.get(key);
        for (const { signal, address } of awaits) {
          open.push(`${signalStream(signal, address)} ${state.id} ${key} ${wait}`);
          if (had?.name === signal && had.address === address)
            faults.push(`${state.id} ${key} waits for ${signal}, which it has had`);
        }
      }
    }
    if (state.kind !== "signal") continue;
    const { id, waits, buffered } = state;
    for (const { workflow, node, wait } of waits)
      subscribed.push(`${id} ${workflow} ${node} ${wait}`);
    if (waits.length > 0 && buffered.length > 0) faults.push(`${id} keeps what is waited for`);
    const orders = buffered.map(({ order }) => order);
    if (orders.some((order, i) => i > 0 && order <= (orders[i - 1] ?? 0)))
      faults.push(`${id} keeps signals out of order: ${orders.join()}`);
  }
  const known = new Set(subscribed);
  if (known.size !== subscribed.length) faults.push("a wait is subscribed twice");
  for (const each of open) if (!known.delete(each)) faults.push(`not subscribed: ${each}`);
  for (const each of known) faults.push(`nobody waits: ${each}`);
  return faults;
};

/** Events that a fork has copied happened in the other workflow. */
const copiedUntil = (events: readonly StreamEvent[]): number => {
  const [first] = events;
  return first?.data.type === "workflow_forked" ? 1 + first.data.copied : 0;
};
