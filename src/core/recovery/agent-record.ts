/** What is known of an agent's work in this project, over all workflows. */
export interface AgentRecord {
  readonly agent: string;
  readonly completed: number;
  readonly failed: number;
  /** Failures since the last success. */
  readonly streak: number;
  /** When the circuit last opened, epoch ms; null while it is closed. */
  readonly openedAt: number | null;
  /** Time spent in ended attempts. */
  readonly totalMs: number;
}

/** State of an agent's circuit breaker (Nygard, "Release It!"). */
export type Circuit =
  | { readonly state: "closed" }
  | { readonly state: "open"; readonly until: number }
  | { readonly state: "half_open" };

/** Failures in a row that open a circuit. */
export const circuitThreshold = 5;
/** How long an open circuit stays open, in ms. */
export const circuitCooldownMs = 5 * 60_000;

/** The record of an agent that has done nothing yet. */
export const newRecord = (agent: string): AgentRecord => ({
  agent,
  completed: 0,
  failed: 0,
  streak: 0,
  openedAt: null,
  totalMs: 0,
});

/** What moves a record on: the end of an attempt, or a person who closes the circuit. */
export type AgentOutcome = "completed" | "failed" | "blameless" | "reset";

/** The record after one more outcome; `blameless` ends count for nothing but time. */
export const recordOutcome = (
  record: AgentRecord,
  outcome: AgentOutcome,
  at: number,
  durationMs: number,
): AgentRecord => {
  const totalMs = record.totalMs + durationMs;
  if (outcome === "reset") return { ...record, streak: 0, openedAt: null };
  if (outcome === "blameless") return { ...record, totalMs };
  if (outcome === "completed") {
    return { ...record, completed: record.completed + 1, streak: 0, openedAt: null, totalMs };
  }
  const streak = record.streak + 1;
  const openedAt = streak >= circuitThreshold ? at : record.openedAt;
  return { ...record, failed: record.failed + 1, streak, openedAt, totalMs };
};

/** Whether work may be given to the agent now. Half-open lets one attempt through to probe. */
export const circuitOf = (record: AgentRecord | undefined, now: number): Circuit => {
  if (record === undefined || record.openedAt === null) return { state: "closed" };
  const until = record.openedAt + circuitCooldownMs;
  return now < until ? { state: "open", until } : { state: "half_open" };
};
