import type { StoredEvent } from "../../core/event/stream-event.ts";

/** What an activity did at a time, in the words of the XES lifecycle (IEEE 1849-2016). */
export type Transition =
  | "schedule"
  | "start"
  | "complete"
  | "ate_abort"
  | "pi_abort"
  | "manualskip";

/** One entry of a log for process mining. Times are epoch milliseconds. */
export interface LogEntry {
  /** The workflow's id. */
  readonly trace: string;
  /** What was done: the stage's name without rounds and items; the agent's for a handoff outside a plan. */
  readonly activity: string;
  /** The step's own name, which tells instances of an activity apart. */
  readonly instance: string;
  readonly transition: Transition;
  readonly resource: string;
  readonly at: number;
}

/** Turns a workflow's events into log entries, one event after the other; abandoned lines count, for they happened. */
export const activityLog = (): ((event: StoredEvent) => LogEntry | null) => {
  const activities = new Map<string, { readonly activity: string; agent: string }>();
  return ({ stream, at, data }) => {
    if (data.type === "handoff_created") {
      const agent = data.contract.to_agent.name;
      const activity = data.origin.kind === "plan" ? withoutRounds(data.step) : agent;
      activities.set(data.step, { activity, agent });
    }
    if (data.type === "handoff_reassigned") {
      const known = activities.get(data.step);
      if (known !== undefined) known.agent = data.agent;
    }
    const transition = transitions[data.type];
    if (transition === undefined || !("step" in data) || data.step === null) return null;
    const known = activities.get(data.step);
    if (known === undefined) return null;
    const { activity, agent: resource } = known;
    return { trace: stream, activity, instance: data.step, transition, resource, at };
  };
};

const transitions: Readonly<Partial<Record<StoredEvent["data"]["type"], Transition>>> = {
  handoff_created: "schedule",
  attempt_started: "start",
  attempt_completed: "complete",
  attempt_failed: "ate_abort",
  attempt_lapsed: "ate_abort",
  step_cancelled: "pi_abort",
  step_skipped: "manualskip",
};

/** `review[2]/fix` is the activity `review/fix`. */
const withoutRounds = (step: string): string => step.replace(/\[\d+\]/g, "");
