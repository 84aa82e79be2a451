import { expect } from "./expectation.ts";
import { decidedTask, workflowSummary } from "./results.ts";
import type { Show } from "./show.ts";
import { findTaskId } from "./task-id.ts";
import { claimStep, doWork, finish, report } from "./work.ts";

const answer = "Refuse them with a clear error: a wrong number is worse than none.";

/** The analyst asks what nobody decided; a person answers; the same handoff is done with the answer. */
export const actRequirements = async (show: Show, workflowId: string): Promise<void> => {
  const { timeline } = show;
  const asking = await claimStep(show, workflowId, "requirements");
  const question = await doWork(show, asking);
  expect(question.status === "needs_input", "alex-ba asks what the issue leaves open", question);
  timeline.event(asking.agent, "asked", (question.questions ?? []).join(" "));
  const asked = await report(show, asking, question);

  const baton = show.baton();
  const summary = await baton.call("status", { workflow_id: workflowId }, workflowSummary);
  const taskId = findTaskId(asked, summary.waiting, summary);
  expect(taskId !== undefined, "the question is a task for a person, with an id", summary);
  show.say(answer);
  await baton.call("decide_task", { task_id: taskId, decision: "answer" }, decidedTask);

  const answered = await claimStep(show, workflowId, "requirements");
  expect(answered.brief.includes(answer), "the brief has the person's answer", answered.brief);
  await finish(show, answered, await doWork(show, answered), "requirements");
  show.recovered.push(["requirements", "a question, answered by a person, at no cost of a retry"]);
};
