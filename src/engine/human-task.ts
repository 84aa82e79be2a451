import type { JsonObject } from "../core/json.ts";
import { actorOf } from "../core/person.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { approvers } from "../core/state/approval.ts";
import type { DecisionChannel, HumanTask, TaskDecision } from "../core/state/human-task.ts";
import { taskText } from "../core/task-text.ts";
import { factsOf } from "./agent-directory.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import { doDue } from "./due/do-due.ts";
import { withFamily } from "./family.ts";
import { findTask, workflowState } from "./find-by-id.ts";
import { recoveryAgents } from "./handoff/recovery-agents.ts";
import { nextHint } from "./next-hint.ts";
import type { Caller, Ports } from "./ports.ts";
import { progressOf } from "./ready-entries.ts";
import { runCommand } from "./run-command.ts";

/** A task with the text a human is shown before deciding, and its hash, which the decision holds for. */
export interface ShownTask {
  readonly type: "task";
  readonly workflow: string;
  readonly task: HumanTask;
  readonly shown: string;
  readonly hash: string;
  /** What changes without changing what is decided: how far it is, and when it is due. */
  readonly standing: string | null;
  /** What may be decided; nothing can be delegated where nobody is named. */
  readonly options: readonly TaskDecision[];
  /** The people the operator has named. */
  readonly people: readonly string[];
}

/** A human's decision, as it came through a channel an agent cannot use. */
export interface HumanDecision {
  readonly task: string;
  readonly decision: TaskDecision;
  readonly comment: string | null;
  /** Answers by the question they belong to, or an approval's form by its fields. */
  readonly answers: JsonObject;
  readonly delegateTo: string | null;
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
  const shown = taskText(state, task);
  const people = task.approval === undefined ? [] : await ports.workplace.people();
  return {
    type: "task",
    workflow: row.workflow,
    task,
    shown,
    hash: ports.sha256(shown),
    standing: standingOf(ports, task),
    options: task.options.filter((option) => option !== "delegate" || people.length > 0),
    people: people.map(({ name }) => name),
  };
};

/** How far an approval is; null for other tasks. */
export const standingOf = (ports: Ports, { approval }: HumanTask): string | null => {
  if (approval === undefined) return null;
  const { dueAt, quorum, reminders } = approval;
  const by = approvers(approval);
  const late = dueAt !== null && dueAt <= ports.clock.now() ? ", overdue" : "";
  return [
    `${by.length} of ${quorum} have approved${by.length === 0 ? "" : ` (${by.join(", ")})`}`,
    ...(dueAt === null ? [] : [`due ${new Date(dueAt).toISOString()}${late}`]),
    ...(reminders === 0 ? [] : [`reminded ${reminders} times`]),
  ].join("; ");
};

/** Records a human's decision. The caller's actor must be the human, by the name the operating system gives. */
export const decideHumanTask = async (
  ports: Ports,
  decision: HumanDecision,
  caller: Caller,
): Promise<Answer> => {
  const row = await findTask(ports, decision.task);
  if ("code" in row) return row;
  const before = await workflowState(ports, row.workflow);
  const step = before.steps.get(row.step ?? "");
  const { comment, answers, channel, shown, delegateTo } = decision;
  const by =
    caller.actor.kind === "human"
      ? { ...caller.actor, ...actorOf(await ports.workplace.people(), caller.actor.name) }
      : caller.actor;
  const shownHash = ports.sha256(shown);
  const decided = await runCommand(ports, {
    stream: row.workflow,
    intent: {
      type: "decide_task",
      task: row.task,
      outcome: { decision: decision.decision, comment, answers, by, channel, shown, shownHash },
      delegateTo,
    },
    caller: { ...caller, actor: by },
    ids: 4,
    agents: factsOf(ports, step === undefined ? [] : recoveryAgents(step)),
    content: (after) => {
      const state = asWorkflow(after);
      const task = state.tasks.get(row.task);
      const standing = task?.status === "open" ? standingOf(ports, task) : null;
      return {
        task_id: row.task,
        status: task?.status ?? "decided",
        decision: decision.decision,
        decided_by: by.name,
        ...(standing === null ? {} : { standing }),
        workflow: { workflow_id: state.id, status: state.status, progress: progressOf(state) },
        next: nextHint(ports, state),
      };
    },
  });
  return withFamily(ports, row.workflow, decided);
};
