import type { JsonObject } from "../core/json.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { DecisionChannel, HumanTask, TaskDecision } from "../core/state/human-task.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { factsOf } from "./agent-directory.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import { doDue } from "./due/do-due.ts";
import { findTask, workflowState } from "./find-by-id.ts";
import { recoveryAgents } from "./handoff/recovery-agents.ts";
import { nextHint } from "./next-hint.ts";
import type { Caller, Ports } from "./ports.ts";
import { progressOf } from "./ready-entries.ts";
import { runCommand } from "./run-command.ts";

/** A task with the text a human is shown before deciding. */
export interface ShownTask {
  readonly type: "task";
  readonly workflow: string;
  readonly task: HumanTask;
  readonly shown: string;
}

/** A human's decision, as it came through a channel an agent cannot use. */
export interface HumanDecision {
  readonly task: string;
  readonly decision: TaskDecision;
  readonly comment: string | null;
  /** Answers by the question they belong to. */
  readonly answers: JsonObject;
  readonly channel: DecisionChannel;
  /** The text that was shown, kept with the decision. */
  readonly shown: string;
}

/** Reads a task that is open, with the text to show. */
export const showTask = async (ports: Ports, id: string): Promise<ShownTask | Refusal> => {
  const row = await findTask(ports, id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const state = await workflowState(ports, row.workflow);
  const task = state.tasks.get(row.task);
  if (task === undefined || task.status !== "open") {
    const how =
      task?.outcome == null
        ? (task?.status ?? row.status)
        : `decided: ${task.outcome.decision} by ${task.outcome.by.name}`;
    return refuse(
      "conflict",
      `Task ${row.task} is ${how}.`,
      "Nothing is left to decide; see status.",
    );
  }
  return { type: "task", workflow: row.workflow, task, shown: shownText(state, task) };
};

/** Records a human's decision. The caller's actor must be the human. */
export const decideHumanTask = async (
  ports: Ports,
  decision: HumanDecision,
  caller: Caller,
): Promise<Answer> => {
  const row = await findTask(ports, decision.task);
  if ("code" in row) return row;
  const before = await workflowState(ports, row.workflow);
  const step = before.steps.get(row.step ?? "");
  const { comment, answers, channel, shown } = decision;
  return runCommand(ports, {
    stream: row.workflow,
    intent: {
      type: "decide_task",
      task: row.task,
      outcome: { decision: decision.decision, comment, answers, by: caller.actor, channel, shown },
    },
    caller,
    ids: 4,
    agents: factsOf(ports, step === undefined ? [] : recoveryAgents(step)),
    content: (after) => {
      const state = asWorkflow(after);
      return {
        task_id: row.task,
        status: state.tasks.get(row.task)?.status ?? "decided",
        decision: decision.decision,
        decided_by: caller.actor.name,
        workflow: { workflow_id: state.id, status: state.status, progress: progressOf(state) },
        next: nextHint(ports, state),
      };
    },
  });
};

/** Workflow, step and agent come first, so that nobody decides about the wrong thing. */
const shownText = (state: WorkflowState, task: HumanTask): string => {
  const step = state.steps.get(task.step ?? "");
  const about = step === undefined ? "" : `, step ${step.name}, agent ${step.agent}`;
  const lines = [
    `Workflow "${state.title}" (${state.id})${about}`,
    task.title,
    ...(task.body === "" ? [] : [task.body]),
    ...task.questions.map((question, i) => `${i + 1}. ${question}`),
  ];
  return lines.join("\n");
};
