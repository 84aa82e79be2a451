import type * as z from "zod";
import { type Completion, runAgentProgram } from "./agent-program.ts";
import { expect } from "./expectation.ts";
import { claimedHandoff, completedHandoff, workflowSummary } from "./results.ts";
import type { Show } from "./show.ts";

/** A claimed handoff: what an agent holds while it works. */
export type Claim = z.output<typeof claimedHandoff>;

/**
 * Claims a step as a sub-agent does, with nothing but the `Baton handoff <id>` of its ready entry. A step that becomes
 * ready later is waited for, 12 s at most.
 */
export const claimStep = async (show: Show, workflowId: string, step: string): Promise<Claim> => {
  const baton = show.baton();
  const giveUp = Date.now() + 12_000;
  let wait = 0;
  for (;;) {
    const args = { workflow_id: workflowId, wait_seconds: wait };
    const summary = await baton.call("status", args, workflowSummary);
    const prompt = summary.ready.find((entry) => entry.step === step)?.run.prompt;
    const id = prompt === undefined ? undefined : /Baton handoff (\S+)/.exec(prompt)?.[1];
    if (id !== undefined) return claimById(show, id, step);
    expect(Date.now() < giveUp, `the step ${step} becomes ready`, summary);
    wait = 2;
  }
};

/** Claims a handoff by its id or the beginning of it. */
export const claimById = async (show: Show, id: string, step: string): Promise<Claim> => {
  const claim = await show.baton().call("execute_handoff", { handoff_id: id }, claimedHandoff);
  expect(claim.handoff_id.startsWith(id), "the handoff that was asked for is claimed", claim);
  const words = claim.brief.split(/\s+/).length;
  show.timeline.event(
    claim.agent,
    "note",
    `claims ${step}, attempt ${claim.attempt}: a brief of ${words} words`,
  );
  return claim;
};

/** Lets the agent's program work on the project. */
export const doWork = (
  show: Show,
  claim: Claim,
  refused: string | null = null,
): Promise<Completion> => runAgentProgram(claim.agent, { brief: claim.brief, refused }, show.child);

/** Reports the work; Baton must take it. */
export const report = (show: Show, claim: Claim, completion: Completion) =>
  show.baton().call("complete_handoff", completionOf(claim, completion), completedHandoff);

/** Reports the work; Baton must refuse it with this code. */
export const reportRefused = (show: Show, claim: Claim, completion: Completion, code: string) =>
  show.baton().callRefused("complete_handoff", completionOf(claim, completion), code);

const completionOf = (claim: Claim, completion: Completion): object => ({
  handoff_id: claim.handoff_id,
  lease_token: claim.lease_token,
  ...completion,
});

/** Reports work that is complete, and says so in the timeline. */
export const finish = async (
  show: Show,
  claim: Claim,
  completion: Completion,
  step: string,
): Promise<void> => {
  expect(completion.status === "completed", `${claim.agent} completes ${step}`, completion);
  const result = await report(show, claim, completion);
  expect(result.status === "completed", `${step} is accepted`, result);
  show.timeline.event(claim.agent, "done", `completes ${step}: ${completion.summary}`);
};
