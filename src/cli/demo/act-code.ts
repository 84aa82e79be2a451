import { expect } from "./expectation.ts";
import { resumedWorkflow } from "./results.ts";
import type { Show } from "./show.ts";
import { type Claim, claimById, claimStep, doWork, finish, reportRefused } from "./work.ts";

/** The server is killed while the code is being written; then the work is completed red, refused, and mended. */
export const actCode = async (show: Show, workflowId: string): Promise<void> => {
  const { timeline } = show;
  const lost = await claimStep(show, workflowId, "code");
  const draft = await doWork(show, lost);
  const edited = (draft.artifacts ?? []).map(({ path }) => path).join(", ");
  timeline.event(lost.agent, "note", `has written a first version: ${edited}`);
  await crashAndResume(show, workflowId, lost);

  const claim = await claimById(show, lost.handoff_id, "code");
  const late = await reportRefused(show, lost, draft, "stale_lease");
  timeline.event(lost.agent, "refused", "a late report under the lease from before: stale_lease");
  show.refused.push(["code", `${late.code}: reported under a lease that had passed to another`]);

  const claimsDone = await doWork(show, claim);
  expect(claimsDone.status === "completed", "marcus-backend says that it is done", claimsDone);
  const red = await reportRefused(show, claim, claimsDone, "contract_not_met");
  const quoted = failureLines(red.text);
  expect(quoted.length > 0, "the refusal brings the output of the red tests", red.text);
  timeline.event(claim.agent, "refused", 'says "done", and Baton runs the tests: contract_not_met');
  timeline.quote(quoted);
  show.refused.push(["code", `${red.code}: said to be done while node --test was red`]);

  await finish(show, claim, await doWork(show, claim, red.text), "code");
  show.recovered.push(["code", "a red result, mended under the same lease with the tests' output"]);
};

/** Ends the server as a crash does, while `held` is claimed, and picks up the work as a new session would. */
const crashAndResume = async (show: Show, workflowId: string, held: Claim): Promise<void> => {
  const { timeline } = show;
  await show.baton().kill();
  timeline.event("server", "killed", `killed with SIGKILL while ${held.agent} holds the code`);
  const baton = await show.restart();
  const resumed = await baton.call("resume", {}, resumedWorkflow);
  timeline.event("server", "again", "started again; a new session that knows nothing calls resume");
  const { where_we_are: where, reclaimed } = resumed;
  timeline.quote(
    where
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(0, 12),
  );
  expect(resumed.workflow_id === workflowId, "resume finds the unfinished workflow", resumed);
  expect(where.includes("code"), "where_we_are names the step that was in work", where);
  expect(
    JSON.stringify(reclaimed).includes(held.handoff_id),
    "resume reclaims the lease of the dead server",
    resumed,
  );
  show.recovered.push(["code", "the killed server's lease, reclaimed; the draft on disk was kept"]);
};

/** The lines of a test run's output that say what failed; both of Node's reporters. */
const failureLines = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^✖ (?!failing tests)|^not ok|AssertionError|^[#ℹ] fail [1-9]/.test(line))
    .map((line) => line.replace(/^AssertionError[^:]*: | \([\d.]+ms\)$/, ""))
    .slice(0, 3);
