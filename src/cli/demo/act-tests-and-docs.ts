import { expect } from "./expectation.ts";
import type { Show } from "./show.ts";
import { claimStep, doWork, finish, report } from "./work.ts";

/** Two agents work side by side; one of them fails and its handoff is retried with the error in the brief. */
export const actTestsAndDocs = async (show: Show, workflowId: string): Promise<void> => {
  const { timeline } = show;
  const tests = await claimStep(show, workflowId, "tests");
  const docs = await claimStep(show, workflowId, "docs");
  const [tested, documented] = await Promise.all([doWork(show, tests), doWork(show, docs)]);

  expect(documented.status === "failed", "builder runs into the refused example", documented);
  const failed = await report(show, docs, documented);
  timeline.event(docs.agent, "refused", `fails docs: ${documented.summary}`);
  const { recovery } = failed;
  expect(recovery != null && /retry/.test(recovery.decision), "Baton decides to retry", failed);
  timeline.event("baton", "again", `${recovery.decision}: ${recovery.why}`);

  await finish(show, tests, tested, "tests");
  const again = await claimStep(show, workflowId, "docs");
  expect(again.attempt > docs.attempt, "the retry is a new attempt", again);
  await finish(show, again, await doWork(show, again), "docs");
  show.recovered.push(["docs", "a code_error, retried with the error in the brief"]);
};
