import { expect } from "./expectation.ts";
import { workflowSummary } from "./results.ts";
import { runNode } from "./run-child.ts";
import { batonProgram } from "./scratch.ts";
import type { Show } from "./show.ts";
import { runProjectTests } from "./test-run.ts";
import { claimStep, doWork, finish } from "./work.ts";

/** What is left to look at when the work is done. */
export interface Proof {
  readonly tests: string;
  readonly chain: string;
}

/** The review, the end of the workflow, and what proves it. */
export const actReview = async (show: Show, workflowId: string): Promise<Proof> => {
  const claim = await claimStep(show, workflowId, "review");
  await finish(show, claim, await doWork(show, claim), "review");

  const summary = await show.baton().call("status", { workflow_id: workflowId }, workflowSummary);
  const { completed, total } = summary.progress;
  expect(summary.status === "completed", "the workflow is completed", summary);
  expect(completed === 5 && total === 5, "all five handoffs are completed", summary);
  show.timeline.event("baton", "done", `workflow completed, ${completed} of ${total} handoffs`);
  await show.baton().close();

  const { passed, failed } = await runProjectTests(show.child);
  expect(failed === 0, `the project's tests are green at the end (${failed} fail)`);
  show.timeline.event("project", "done", `node --test: ${passed} pass, 0 fail`);
  return { tests: `${passed} pass, 0 fail`, chain: await verifyChain(show) };
};

/** Asks `baton doctor` for the hash chain, and returns its line. */
const verifyChain = async (show: Show): Promise<string> => {
  const { code, stdout, stderr } = await runNode([batonProgram, "doctor"], show.child);
  expect(code === 0, "baton doctor finds nothing wrong", stdout + stderr);
  const line = stdout.split("\n").find((text) => /chain/i.test(text));
  expect(line !== undefined, "baton doctor speaks of the hash chain", stdout);
  return line.trim();
};
