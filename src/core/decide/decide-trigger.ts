import type { Command } from "../command/command.ts";
import type { IntentOf } from "../command/intent-of.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Trigger } from "../plan/trigger.ts";
import { triggerTimer } from "../project/project-timers.ts";
import type { OutboxMessage } from "../project/row.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Lookup, Rules } from "../rules.ts";
import { chainLimit, type Signal, signalStream } from "../state/signal-state.ts";
import { type TriggerState, triggeredDefinition } from "../state/trigger-state.ts";
import { workflowIdAt } from "../workflow-id.ts";
import { decided } from "./decided.ts";
import type { Decision } from "./decision.ts";
import { signalLookup, timeLookup } from "./signal-lookup.ts";

/** Arms and fires the triggers of a definition; each firing starts one workflow. */
export const decideTrigger = (
  state: TriggerState,
  command: Command,
  rules: Rules,
): Decision | Refusal => {
  const { intent } = command;
  switch (intent.type) {
    case "arm_triggers":
      return arm(state, command, intent, rules);
    case "disarm_triggers":
      return state.armed === null
        ? refuse(
            "not_found",
            `Nothing is armed for ${triggeredDefinition(state.id)}.`,
            "See what is armed: baton triggers.",
          )
        : decided(state, command, [{ type: "triggers_disarmed" }]);
    case "fire_due":
      return fireDue(state, command, intent.timers, rules);
    case "fire_trigger":
      return fireBySignal(state, command, intent, rules);
    case "note_start_failed": {
      const { workflow, reason } = intent;
      const { dues } = state;
      return decided(state, command, [
        { type: "trigger_failed", index: null, workflow, reason, dues },
      ]);
    }
    default:
      return refuse("internal", `${intent.type} is not for a trigger`, "Report this as a defect.");
  }
};

const arm = (
  state: TriggerState,
  command: Command,
  { armed }: IntentOf<"arm_triggers">,
  rules: Rules,
): Decision => {
  const { definitionVersion: version, hash } = armed;
  const same = state.armed?.definitionVersion === version && state.armed.hash === hash;
  // What is armed already keeps its times.
  if (same) return decided(state, command, []);
  const dues = armed.triggers.map((trigger) => nextDue(trigger, command.at, rules));
  return decided(state, command, [{ type: "triggers_armed", armed, dues }]);
};

/** Counted from now: what was missed while nobody served is made up for once. */
const nextDue = (trigger: Trigger, at: number, rules: Rules): number | null => {
  switch (trigger.kind) {
    case "signal":
      return null;
    case "every":
      return at + trigger.seconds * 1000;
    case "cron":
      return rules.nextCron(trigger.cron, trigger.timezone, at);
  }
};

const fireDue = (
  state: TriggerState,
  command: Command,
  timers: readonly string[],
  rules: Rules,
): Decision => {
  const { at, ids, timestamp } = command;
  let decision = decided(state, command, []);
  let now = state;
  for (const [index, trigger] of (state.armed?.triggers ?? []).entries()) {
    const due = now.dues[index] ?? null;
    if (due === null || due > at || !timers.includes(triggerTimer(index))) continue;
    const id = ids[index];
    if (id === undefined) throw new Error("a trigger was given too few ids");
    const fired = fire(now, command, {
      index,
      trigger,
      workflow: workflowIdAt(timestamp, id),
      lookup: timeLookup(timestamp),
      signal: null,
      due: nextDue(trigger, at, rules),
      rules,
    });
    decision = {
      ...fired,
      events: [...decision.events, ...fired.events],
      rows: [...decision.rows, ...fired.rows],
      messages: [...decision.messages, ...fired.messages],
    };
    if (fired.after.kind === "trigger") now = fired.after;
  }
  return decision;
};

const fireBySignal = (
  state: TriggerState,
  command: Command,
  { index, signal, workflow }: IntentOf<"fire_trigger">,
  rules: Rules,
): Decision => {
  const trigger = state.armed?.triggers[index];
  const back: OutboxMessage = {
    to: signalStream(signal.name, signal.address),
    message: { type: "return_signal", signal, shared: false, actor: command.actor },
  };
  if (trigger?.kind !== "signal" || trigger.signal !== signal.name) {
    return decided(state, command, [{ type: "trigger_missed", signal: signal.id }], [back]);
  }
  const lookup = signalLookup(signal);
  const fired = fire(state, command, {
    index,
    trigger,
    workflow,
    lookup,
    signal,
    due: null,
    rules,
  });
  return fired.messages.length > 0 ? fired : { ...fired, messages: [back] };
};

interface Firing {
  readonly index: number;
  readonly trigger: Trigger;
  readonly workflow: string;
  readonly lookup: Lookup;
  readonly signal: Signal | null;
  readonly due: number | null;
  readonly rules: Rules;
}

const fire = (state: TriggerState, command: Command, firing: Firing): Decision => {
  const { index, trigger, workflow, signal, due } = firing;
  const before = signal?.chain ?? 0;
  const input = before < chainLimit ? inputOf(trigger, firing) : goesRound;
  if (typeof input === "string") {
    const dues = state.dues.with(index, due);
    const failed = { type: "trigger_failed", index, workflow: null, reason: input, dues } as const;
    return decided(state, command, [failed]);
  }
  const message: OutboxMessage = {
    to: workflow,
    message: {
      type: "start_triggered",
      trigger: state.id,
      definition: triggeredDefinition(state.id),
      definitionVersion: state.armed?.definitionVersion ?? "",
      input,
      ...(signal === null ? {} : { chain: before + 1 }),
      actor: command.actor,
    },
  };
  const fired = {
    type: "trigger_fired",
    index,
    workflow,
    input,
    signal: signal?.id ?? null,
    due,
  } as const;
  return decided(state, command, [fired], [message]);
};

const goesRound = `${chainLimit} workflows in a row were each started by a signal of the one before: their triggers and emits go round. Start what is to go on for ever by every or cron`;

/** The inputs of the workflow to start; a text says why there are none. */
const inputOf = (trigger: Trigger, { lookup, rules }: Firing): JsonObject | string => {
  const input: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(trigger.input)) {
    const result = rules.evaluate(expression, lookup);
    if (result.type === "error") return `input ${name}: ${result.message}`;
    input[name] = result.value;
  }
  return input;
};
