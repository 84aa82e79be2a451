import type { Command } from "../command/command.ts";
import type { TriggerCandidate } from "../command/signal-intent.ts";
import type { EventData } from "../event/stream-event.ts";
import { isSameWait } from "../evolve/evolve-signal.ts";
import type { OutboxMessage } from "../project/row.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Rules } from "../rules.ts";
import {
  keptForAll,
  keptForOne,
  type Signal,
  type SignalState,
  type SignalWait,
} from "../state/signal-state.ts";
import { workflowIdAt } from "../workflow-id.ts";
import { decided } from "./decided.ts";
import type { Decision } from "./decision.ts";
import { signalLookup } from "./signal-lookup.ts";

/** Lets signals and the waits for them meet, whichever comes first. */
export const decideSignal = (
  state: SignalState,
  command: Command,
  rules: Rules,
): Decision | Refusal => {
  const { intent } = command;
  switch (intent.type) {
    case "post_signal": {
      const signal = { ...intent.signal, order: state.version + 1 };
      return offer(state, command, signal, startsFor(command, signal, intent.candidates, rules));
    }
    case "discard_signals": {
      const { signals, reason } = intent;
      const known = state.buffered.filter(({ id }) => signals.includes(id));
      return decided(
        state,
        command,
        known.map(({ id }) => ({ type: "signal_discarded", signal: id, reason })),
      );
    }
    case "subscribe_wait": {
      const [first] = state.buffered;
      return first === undefined
        ? decided(state, command, [{ type: "wait_subscribed", wait: intent.wait }])
        : send(state, command, first, [intent.wait], []);
    }
    case "unsubscribe_wait": {
      const { wait } = intent;
      const known = state.waits.some((each) => isSameWait(each, wait));
      return decided(state, command, known ? [{ type: "wait_unsubscribed", wait }] : []);
    }
    case "keep_signal": {
      const { signal } = intent;
      const open = Object.hasOwn(state.shared, signal);
      return decided(state, command, open ? [{ type: "signal_kept", signal }] : []);
    }
    case "return_signal":
      return intent.shared
        ? decline(state, command, intent.signal)
        : offer(state, command, intent.signal, []);
    default:
      return refuse("internal", `${intent.type} is not for a signal`, "Report this as a defect.");
  }
};

interface Start extends TriggerCandidate {
  readonly workflow: string;
}

/** To all that wait for it; else to the triggers; else it is kept for the first wait that comes. */
const offer = (
  state: SignalState,
  command: Command,
  signal: Signal,
  starts: readonly Start[],
  before: readonly EventData[] = [],
): Decision | Refusal => {
  if (state.waits.length > 0) return send(state, command, signal, state.waits, [], before);
  if (starts.length > 0) return send(state, command, signal, [], starts, before);
  // What comes back from a wait that was over has been accepted before.
  if (command.intent.type === "post_signal") {
    const refusal = guardKept(state, command, signal);
    if (refusal !== null && command.intent.emitted) {
      return decided(state, command, [{ type: "signal_refused", signal, reason: refusal.message }]);
    }
    if (refusal !== null) return refusal;
  }
  return decided(state, command, [...before, { type: "signal_buffered", signal }]);
};

/** Whether one more can be kept until a wait takes it. */
const guardKept = (
  { buffered }: SignalState,
  { facts }: Command,
  { name, address }: Signal,
): Refusal | null => {
  if (address === "") {
    return refuse(
      "not_found",
      `No armed trigger takes the signal ${name}.`,
      "Give workflow_id or correlation, so that a wait can take it, or arm a trigger: baton triggers.",
    );
  }
  const full =
    buffered.length >= keptForOne
      ? `${buffered.length} signals ${name} with this receiver are kept already, and nobody has taken them.`
      : facts.kept >= keptForAll
        ? `${facts.kept} signals are kept in this project already, and nobody has taken them.`
        : null;
  return full === null
    ? null
    : refuse(
        "too_large",
        full,
        "Let a workflow wait for them, or have the user look at them and throw away what nobody needs: baton signals, baton signals discard.",
      );
};

const send = (
  state: SignalState,
  command: Command,
  signal: Signal,
  waits: readonly SignalWait[],
  starts: readonly Start[],
  before: readonly EventData[] = [],
): Decision => {
  const { actor } = command;
  const shared = waits.length > 1;
  const messages = [
    ...waits.map(
      (wait): OutboxMessage => ({
        to: wait.workflow,
        message: { type: "deliver_signal", signal, wait, shared, actor },
      }),
    ),
    ...starts.map(
      ({ trigger, index, workflow }): OutboxMessage => ({
        to: trigger,
        message: { type: "fire_trigger", index, signal, workflow, actor },
      }),
    ),
  ];
  const sent = starts.map(({ trigger, workflow }) => ({ trigger, workflow }));
  const event = { type: "signal_sent", signal, waits, starts: sent } as const;
  return decided(state, command, [...before, event], messages);
};

/** One of several waits it was sent to was over. It is offered anew only if all of them were. */
const decline = (state: SignalState, command: Command, signal: Signal): Decision | Refusal => {
  const shared = state.shared[signal.id];
  if (shared === undefined) return decided(state, command, []);
  const event = { type: "signal_declined", signal: signal.id, left: shared - 1 } as const;
  return shared > 1 ? decided(state, command, [event]) : offer(state, command, signal, [], [event]);
};

/** The first trigger of each definition whose condition holds; one that cannot be told does not. */
const startsFor = (
  { timestamp, ids }: Command,
  signal: Signal,
  candidates: readonly TriggerCandidate[],
  rules: Rules,
): readonly Start[] => {
  const starts: Start[] = [];
  for (const candidate of candidates) {
    if (starts.some(({ trigger }) => trigger === candidate.trigger)) continue;
    const { when } = candidate;
    if (when !== null) {
      const holds = rules.evaluate(when, signalLookup(signal));
      if (holds.type === "error" || holds.value !== true) continue;
    }
    const id = ids[starts.length];
    if (id === undefined) throw new Error("a signal was given too few ids");
    starts.push({ ...candidate, workflow: workflowIdAt(timestamp, id) });
  }
  return starts;
};
