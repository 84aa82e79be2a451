import type { IntentOf } from "../command/intent-of.ts";
import { childUndoneBy } from "../compensation/undoing-children.ts";
import type { LapseReason } from "../event/workflow-event.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { isFinalStep } from "../state/status.ts";
import type { Lease, Step } from "../state/step.ts";
import { blockersOf } from "./claim-blockers.ts";
import type { Draft } from "./draft.ts";
import { findStep } from "./find-step.ts";
import { guardBudget, guardLimits } from "./guard-budget.ts";
import { guardStarting } from "./guard-running.ts";
import { weighAttempt } from "./weigh-attempt.ts";

/** Gives a step to a caller under a new lease, ending an old one that ran out, lost its holder, or is taken over. */
export const claim = (draft: Draft, intent: IntentOf<"claim">): Refusal | undefined => {
  const stopped = guardStarting(draft.state());
  if (stopped !== null) return stopped;
  const step = findStep(draft.state(), intent.step);
  if ("code" in step) return step;
  const unready = guardClaimable(draft, step, intent);
  if (unready !== null) return unready;
  const blockers = blockersOf(draft, step, intent.request.limits);
  if (blockers.length > 0) {
    return refuse(
      "not_ready",
      `Handoff ${short(step)} has to wait: ${blockers.map((blocker) => blocker.for).join("; ")}.`,
      "Take another handoff (execute_handoff without an id), or come back later.",
      { waiting: blockers.map((blocker) => ({ ...blocker })) },
    );
  }
  const critical = guardBudget(draft.state());
  if (critical !== null) return critical;
  const reason = lapseReason(draft, step, intent);
  const lease = newLease(draft, step, intent, reason);
  const limited = guardLimits(draft, step, lease.weight);
  if (limited !== null) return limited;
  if (reason !== null) {
    draft.emit({ type: "attempt_lapsed", step: step.name, attempt: step.attempts.length, reason });
  }
  const attempt = step.attempts.length + 1;
  draft.emit({
    type: "attempt_started",
    step: step.name,
    attempt,
    agent: step.agent,
    lease,
  });
  const { learnings } = intent.request;
  if (learnings.length > 0) {
    draft.emit({ type: "learnings_given", step: step.name, attempt, learnings });
  }
  return undefined;
};

/** Refuses steps that are done, not ready yet, or held by somebody else. */
const guardClaimable = (draft: Draft, step: Step, intent: IntentOf<"claim">): Refusal | null => {
  const { at } = draft.command;
  const { lease } = step;
  if (isFinalStep(step.status)) {
    return refuse(
      "not_ready",
      `Handoff ${short(step)} (${step.name}) is ${step.status} already.`,
      "Take another one: execute_handoff without an id gives the most urgent.",
      { status: step.status },
    );
  }
  if (step.status === "pending" || step.status === "waiting") {
    const open = step.needs.filter((need) => !isFinalStep(draft.step(need).status));
    const why = step.status === "pending" ? `needs ${open.join(", ")}` : step.reason;
    return refuse(
      "not_ready",
      `Handoff ${short(step)} (${step.name}) is not ready: ${why}.`,
      childUndoneBy(draft.state(), step.name) !== null
        ? `Nobody claims it: workflow ${step.origin.of} undoes its work. Call status with that workflow_id.`
        : step.status === "waiting" && step.dueAt === null
          ? "A human is asked first: see status with view tasks."
          : "Take another handoff, or come back when it is ready; status tells.",
      { needs: open, due_at: step.dueAt, status: step.status },
    );
  }
  if (lease === null || lease.expiresAt <= at) return null;
  if (intent.request.takeOver || intent.request.goneFence === lease.fence) return null;
  return refuse(
    "already_claimed",
    `Handoff ${short(step)} (${step.name}) is held by ${step.agent}${lease.session === null ? "" : ` in session ${lease.session}`}.`,
    "Take another handoff. If the holder is known to be gone, claim it with take_over: true.",
    { agent: step.agent, session: lease.session, since: lease.claimedAt, expires: lease.expiresAt },
  );
};

/** How the lease ends that the claim puts an end to; null when there is none. */
const lapseReason = (
  { command }: Draft,
  { lease }: Step,
  { request }: IntentOf<"claim">,
): LapseReason | null => {
  if (lease === null) return null;
  if (request.goneFence === lease.fence) return "orphaned";
  return lease.expiresAt <= command.at ? "expired" : "taken_over";
};

const newLease = (
  draft: Draft,
  step: Step,
  intent: IntentOf<"claim">,
  lapsed: LapseReason | null,
): Lease => {
  const { at } = draft.command;
  const { seconds, secret, holder, session, named, use } = intent.request;
  const fence = draft.state().fence + 1;
  const lease = {
    fence,
    token: `${fence}-${secret}`,
    seconds,
    claimedAt: at,
    expiresAt: at + seconds * 1000,
    deadline: step.timeoutSeconds === null ? null : at + step.timeoutSeconds * 1000,
    leftMs: null,
    holder,
    session,
    named,
    use,
  };
  return { ...lease, weight: weighAttempt(draft, step, lease, intent.request, lapsed) };
};

const short = (step: Step): string => step.handoffId.slice(0, 8);
