import type { StreamEvent } from "../event/stream-event.ts";
import type { ErrorCategory } from "../recovery/category.ts";
import type { Step } from "../state/step.ts";
import type { RowChange } from "./row.ts";

/** Failures that say something about the agent rather than about the work or the account. */
const blamed: ReadonlySet<ErrorCategory> = new Set(["transient", "code_error", "design_flaw"]);

/** What the end of an attempt adds to its agent's record; a lapsed lease says nothing about the agent. */
export const projectOutcome = (step: Step, event: StreamEvent): readonly RowChange[] => {
  const { data, at } = event;
  if (data.type !== "attempt_completed" && data.type !== "attempt_failed") return [];
  const attempt = step.attempts.find((candidate) => candidate.number === data.attempt);
  if (attempt === undefined) return [];
  const failed = data.type === "attempt_failed";
  const outcome = !failed ? "completed" : blamed.has(data.error.category) ? "failed" : "blameless";
  const durationMs = Math.max(0, at - attempt.startedAt);
  return [{ type: "agent_outcome", agent: attempt.agent, outcome, at, durationMs }];
};
