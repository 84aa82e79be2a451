import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { ErrorCategory } from "../recovery/category.ts";
import type { Step } from "../state/step.ts";
import type { RowChange } from "./row.ts";

/** Failures that say something about the agent rather than about the work or the account. */
const blamed: ReadonlySet<ErrorCategory> = new Set(["transient", "code_error", "design_flaw"]);

/** What an ended attempt says of its agent. */
export const outcomeOf = (
  data: Extract<WorkflowEvent, { type: "attempt_completed" | "attempt_failed" }>,
): "completed" | "failed" | "blameless" => {
  if (data.type === "attempt_completed") return "completed";
  return blamed.has(data.error.category) ? "failed" : "blameless";
};

/** What the end of an attempt adds to its agent's record; a lapsed lease says nothing about the agent. */
export const projectOutcome = (step: Step, event: StreamEvent): readonly RowChange[] => {
  const { data, at } = event;
  if (data.type !== "attempt_completed" && data.type !== "attempt_failed") return [];
  const attempt = step.attempts.find((candidate) => candidate.number === data.attempt);
  if (attempt === undefined) return [];
  const durationMs = Math.max(0, at - attempt.startedAt);
  return [
    { type: "agent_outcome", agent: attempt.agent, outcome: outcomeOf(data), at, durationMs },
  ];
};
