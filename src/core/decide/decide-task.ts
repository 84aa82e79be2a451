import type { IntentOf } from "../command/intent-of.ts";
import { isUndoing } from "../compensation/is-undoing.ts";
import { childUndoneBy } from "../compensation/undoing-children.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type HumanTask, holdsPaused, holdsWorkflow } from "../state/human-task.ts";
import { isFinalStep, isFinalWorkflow } from "../state/status.ts";
import { taskText } from "../task-text.ts";
import { decideApproval } from "./approval/decide-approval.ts";
import type { Draft } from "./draft.ts";
import { isNeeded } from "./escalate.ts";
import { followNode } from "./flow/halted-node.ts";
import { returnRound } from "./follow-success.ts";
import { raiseLimit } from "./limit-reached.ts";
import { resumeWork } from "./pause.ts";
import { skip } from "./skip-step.ts";
import { failFlow, failWorkflow } from "./stop.ts";

/** Takes a human's decision and lets work go on accordingly. */
export const decideTask = (draft: Draft, intent: IntentOf<"decide_task">): Refusal | undefined => {
  const state = draft.state();
  const task = state.tasks.get(intent.task);
  if (task === undefined) {
    return refuse("not_found", `There is no task ${intent.task}.`, "Call status with view tasks.");
  }
  if (task.status !== "open") {
    const by = task.outcome === null ? "" : ` by ${task.outcome.by.name}: ${task.outcome.decision}`;
    return refuse(
      "conflict",
      `Task ${task.id} is ${task.status}${by}.`,
      "Nothing is left to decide; see status.",
    );
  }
  const { decision, by, shown } = intent.outcome;
  if (by.kind !== "human") {
    return refuse(
      "forbidden",
      `${by.name} is no human, and no agent decides what a human is asked.`,
      `Tell the user to run: baton answer ${task.id}`,
    );
  }
  const text = taskText(state, task);
  if (shown !== text) {
    return refuse(
      "conflict",
      `Task ${task.id} has changed since it was shown; nothing was decided. It now reads:\n${text}`,
      "Show it to the human again.",
      { shown: text },
    );
  }
  if (!task.options.includes(decision)) {
    return refuse(
      "invalid_input",
      `Task ${task.id} cannot be decided with ${decision}.`,
      `Choose one of: ${task.options.join(", ")}.`,
      { options: task.options },
    );
  }
  const undoes = state.steps.get(task.step ?? "")?.origin.kind === "compensation";
  const free = task.kind === "loop_limit" || undoes;
  if (decision === "skip" && !free && isNeeded(draft, task.step ?? "")) {
    return refuse(
      "conflict",
      `${task.step} cannot be skipped: another step needs its output.`,
      "Choose retry or abort.",
    );
  }
  if (decision === "answer" && wordsOf(intent) === "") {
    return refuse(
      "invalid_input",
      "The answer has no words.",
      "Answer at least one of the questions.",
    );
  }
  if (task.approval !== undefined) return decideApproval(draft, task, task.approval, intent);
  draft.emit({
    type: "task_decided",
    task: task.id,
    outcome: { ...intent.outcome, at: draft.command.at },
  });
  follow(draft, task, intent);
  return undefined;
};

const follow = (draft: Draft, task: HumanTask, intent: IntentOf<"decide_task">): void => {
  const { decision, comment, by } = intent.outcome;
  const { step } = task;
  const stopped = holdsWorkflow(task.kind);
  if (task.kind === "limit") {
    if (decision === "abort") {
      const { flow, title } = draft.state();
      failFlow(draft, flow?.plan.name ?? title, comment ?? `aborted by ${by.name} at its limit`);
    } else {
      raiseLimit(draft, task);
      goOn(draft, `${by.name} allowed as much again`);
    }
    return;
  }
  if (step === null) return;
  const node = draft.state().flow?.nodes.get(step);
  if (node?.halted === true) {
    if (decision !== "abort") goOn(draft, `${by.name} decided to go on`);
    followNode(draft, step, decision, comment ?? `${by.name} decided: ${decision}`);
    return;
  }
  // Its plan may have cancelled it since, or the node that had halted.
  const { status } = draft.state().steps.get(step) ?? {};
  const left = task.kind === "halt" && node !== undefined && isFinalStep(node.status);
  const gone = status === "cancelled" || (left && isFinalStep(status ?? "cancelled"));
  if (decision === "abort") {
    const reason = comment ?? `aborted by ${by.name}`;
    if (gone) failFlow(draft, step, reason);
    else failWorkflow(draft, step, reason);
    if (stopped && !isFinalWorkflow(draft.state().status) && !isUndoing(draft.state())) {
      goOn(draft, `${by.name} decided to go on without ${step}`);
    }
    return;
  }
  if (stopped) goOn(draft, `${by.name} decided to go on`);
  if (gone) return;
  if (task.kind === "loop_limit") {
    if (decision === "retry") {
      const done = draft.step(step);
      const key = `${done.agent}>${done.contract.from_agent.name}`;
      returnRound(draft, step, (draft.state().loops.get(key) ?? 0) + 1);
    }
    return;
  }
  if (decision === "skip") {
    skip(draft, step, comment ?? `skipped by ${by.name}`);
    return;
  }
  const answer = wordsOf(intent);
  if (answer !== "") {
    const questions = task.questions.length > 0 ? task.questions : [task.title];
    draft.emit({ type: "question_answered", step, questions, answer, by: by.name });
  }
  const reason = decision === "answer" ? `${by.name} answered` : `${by.name} asked for another try`;
  if (decision === "retry") draft.emit({ type: "step_reopened", step, unmet: 0 });
  // A workflow is asked once more to undo what it did.
  if (childUndoneBy(draft.state(), step) !== null) draft.touched.add(step);
  else draft.emit({ type: "step_ready", step, reason });
};

/** What the human wrote, the answers first. */
const wordsOf = ({ outcome }: IntentOf<"decide_task">): string =>
  [...Object.values(outcome.answers).map(String), outcome.comment ?? ""]
    .filter((text) => text.trim() !== "")
    .join("\n");

/** Work goes on when nothing else holds it up: a halt outlasts the answer to a quota or a limit, and the other way round. */
const goOn = (draft: Draft, reason: string): void => {
  const { tasks, status } = draft.state();
  const open = [...tasks.values()].filter((task) => task.status === "open");
  if (open.some((task) => task.kind === "halt")) return;
  const asked = open.find((task) => holdsPaused(task.kind));
  if (asked === undefined) resumeWork(draft, reason);
  else if (status === "halted") {
    draft.emit({ type: "workflow_status_changed", status: "paused", reason: asked.title });
  }
};
