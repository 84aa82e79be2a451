import type { AttemptWeight } from "../budget/brief-weight.ts";
import type { LeaseRequest } from "../command/lease-request.ts";
import type { LapseReason } from "../event/workflow-event.ts";
import type { Attempt, Lease, Step } from "../state/step.ts";
import type { Draft } from "./draft.ts";

/** What the attempt weighs that is about to begin: its brief is judged as it will be given out. */
export const weighAttempt = (
  draft: Draft,
  step: Step,
  lease: Omit<Lease, "weight">,
  { learnings, usualTokens }: LeaseRequest,
  lapsed: LapseReason | null,
): AttemptWeight => {
  const { at } = draft.command;
  const before = step.attempts.map((attempt, i) =>
    lapsed !== null && i === step.attempts.length - 1
      ? { ...attempt, endedAt: at, end: lapsed }
      : attempt,
  );
  const attempt: Attempt = {
    number: before.length + 1,
    agent: step.agent,
    fence: lease.fence,
    startedAt: at,
    endedAt: null,
    end: null,
    error: null,
    refusals: 0,
    endedIn: null,
    use: lease.use,
    tokens: null,
    usage: null,
    reserved: 0,
    learnings,
  };
  const brief = draft.rules.weigh(draft.state(), {
    ...step,
    status: "active",
    lease: { ...lease, weight: { working: 0, learnings: 0, reserved: 0, from: "brief" } },
    attempts: [...before, attempt],
  });
  return usualTokens === null
    ? { ...brief, reserved: brief.working + brief.learnings, from: "brief" }
    : { ...brief, reserved: usualTokens, from: "brain" };
};
