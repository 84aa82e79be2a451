import { evolve } from "../../src/core/evolve/evolve.ts";
import { history } from "../../src/core/history.ts";
import type { Store } from "../../src/core/port/store.ts";
import { initialState, type StreamState } from "../../src/core/state/stream-state.ts";
import { checkWorkflow } from "../core/spec/invariants.ts";
import { plain } from "../core/spec/plain.ts";
import { type Lived, signalFaults } from "../core/spec/signals-once.ts";
import { checkUndoing } from "../core/spec/undo-invariants.ts";

/** What is wrong with a store's data, a line each: nothing ever should be. `takeOvers` are the handoffs somebody asked to take over. */
export const checkStore = async (
  store: Store,
  takeOvers: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  const chain = await store.verify();
  for (const { stream, version, what } of chain.faults)
    faults.push(`${stream} ${version}: ${what}`);
  const { differences } = await store.rebuild({ repair: false });
  faults.push(...differences.map((each) => `rows: ${each}`));
  const lived: Lived[] = [];
  const streams = new Set((await store.kept(0, 1_000_000)).map(({ stream }) => stream));
  for (const stream of streams) {
    const state = await store.state(stream);
    const events = await store.events(stream, 0, 1_000_000);
    lived.push({ state, events });
    const folded = history(events).reduce<StreamState>(evolve, initialState(stream));
    if (JSON.stringify(plain(folded)) !== JSON.stringify(plain(state)))
      faults.push(`${stream}: the fold of its events is not its state`);
    faults.push(...leaseFaults(stream, events, takeOvers));
    if (state.kind !== "workflow") continue;
    try {
      checkWorkflow(state);
      if (state.compensation !== null) checkUndoing(history(events));
    } catch (error) {
      faults.push(`${stream}: ${String(error)}`);
    }
  }
  faults.push(...signalFaults(lived), ...startFaults(lived));
  return faults;
};

/** Triggers that fired, and the workflow is not there. */
const startFaults = (streams: readonly Lived[]): readonly string[] => {
  const there = new Set(streams.map(({ state }) => state.id));
  return streams.flatMap(({ events }) =>
    events.flatMap(({ data, stream }) =>
      data.type === "trigger_fired" && !there.has(data.workflow)
        ? [`${stream}: ${data.workflow} was never started`]
        : [],
    ),
  );
};

/** Claims that began while another's lease on the same step was valid, and tokens that did not rise. */
const leaseFaults = (
  stream: string,
  events: Awaited<ReturnType<Store["events"]>>,
  takeOvers: ReadonlySet<string>,
): readonly string[] => {
  const faults: string[] = [];
  const handoffs = new Map<string, string>();
  const heldUntil = new Map<string, number>();
  let fence = 0;
  let copied = 0;
  for (const { data, version, at } of events) {
    const fault = (what: string) => faults.push(`${stream} ${version}: ${what}`);
    switch (data.type) {
      case "workflow_forked":
        copied = 1 + data.copied;
        break;
      case "handoff_created":
        handoffs.set(data.step, data.contract.handoff_id);
        break;
      case "attempt_started":
        if (heldUntil.has(data.step)) fault(`${data.step} is held twice`);
        if (data.lease.fence <= fence) fault("a token came again");
        fence = data.lease.fence;
        heldUntil.set(data.step, data.lease.expiresAt);
        break;
      case "lease_renewed":
        heldUntil.set(data.step, data.expiresAt);
        break;
      case "attempt_lapsed": {
        const until = heldUntil.get(data.step) ?? 0;
        if (data.reason === "expired" && until > at) fault(`${data.step} expired too early`);
        if (
          version > copied &&
          data.reason === "taken_over" &&
          !takeOvers.has(handoffs.get(data.step) ?? "")
        )
          fault(`${data.step} was taken over, and nobody asked`);
        heldUntil.delete(data.step);
        break;
      }
      case "attempt_completed":
      case "attempt_failed":
      case "input_requested":
        heldUntil.delete(data.step);
        break;
      case "rewound":
        heldUntil.clear();
        break;
      default:
        break;
    }
  }
  return faults;
};
