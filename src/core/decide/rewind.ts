import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Approval } from "../state/approval.ts";
import { openChildren } from "../state/open-children.ts";
import type { Answered } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { closeApproval } from "./approval/close-approval.ts";
import { guardUndone } from "./compensate/guard-undone.ts";
import type { Draft } from "./draft.ts";
import { leaveSignals } from "./flow/leave-signals.ts";
import { restartClock } from "./flow/move-deadline.ts";
import { restartChildren } from "./flow/start-child.ts";
import { waitAgain } from "./flow/wait-again.ts";
import { guardAnswered } from "./guard-answered.ts";
import { revokeLeases } from "./halt.ts";
import { estimatedAfter, toldSince } from "./rewound-spend.ts";

/** Returns the workflow to a checkpoint. What was spent, promised or answered since stays so. */
export const rewind = (draft: Draft, intent: IntentOf<"rewind">): Refusal | undefined => {
  const state = draft.state();
  const { base, force, checkpoint, reason } = intent;
  const unanswered = guardAnswered(state);
  if (unanswered !== null) return unanswered;
  const undone = guardUndone(state, base);
  if (undone !== null) return undone;
  const atWork = force ? null : guardAtWork(draft);
  if (atWork !== null) return atWork;
  for (const node of state.flow?.nodes.keys() ?? []) leaveSignals(draft, node);
  draft.rewind(base, {
    type: "rewound",
    toVersion: base.version,
    checkpoint,
    reason,
    fence: state.fence,
    memoryVersions: Object.fromEntries(state.memoryVersions.entries()),
    tokensUsed: state.tokensUsed,
    spend: { ...state.spend, estimated: estimatedAfter(state, base) },
    told: toldSince(state, base),
    answered: answersOf(state, base),
    consumed: Object.fromEntries(state.consumed.entries()),
  });
  if (state.askedToUndo !== null) {
    const { parent, reason: why } = state.askedToUndo;
    draft.emit({ type: "undoing_asked", parent, reason: why });
  }
  // What is open now as it was then goes on; what has ended since has to be done again.
  restartChildren(draft, new Set(openChildren(state).keys()));
  restartClock(draft, base.updatedAt);
  revokeLeases(draft, "the workflow was rewound");
  keepAnswers(draft, state);
  waitAgain(draft, base.updatedAt);
  for (const step of draft.state().steps.values()) draft.touched.add(step.name);
  return undefined;
};

/** Refuses to throw away what agents are at work on. */
export const guardAtWork = (draft: Draft): Refusal | null => {
  const live = [...draft.state().steps.values()].filter(
    (step) => step.status === "active" && (step.lease?.expiresAt ?? 0) > draft.command.at,
  );
  return live.length === 0
    ? null
    : refuse(
        "conflict",
        `${live.map((step) => `${step.agent} works on ${step.name}`).join(", ")}: a rewind would throw that away.`,
        "Wait for them, or call resume with rewind: true and force: true.",
        { active: live.map((step) => step.name) },
      );
};

/** A question a human has answered since is not asked again. */
const keepAnswers = (draft: Draft, abandoned: WorkflowState): void => {
  for (const task of draft.state().tasks.values()) {
    const then = abandoned.tasks.get(task.id) ?? task;
    if (task.status === "open" && task.approval !== undefined && then.approval !== undefined) {
      keepVotes(draft, task.id, task.approval, then.approval);
      continue;
    }
    const { outcome } = then;
    if (task.status !== "open" || outcome?.decision !== "answer" || task.step === null) continue;
    draft.emit({ type: "task_decided", task: task.id, outcome });
    draft.emit({ type: "step_ready", step: task.step, reason: `${outcome.by.name} answered` });
  }
};

/** Nor is anybody asked again who has approved or rejected, or has handed the task on. */
const keepVotes = (draft: Draft, task: string, base: Approval, then: Approval): void => {
  const { assignees } = then;
  if (JSON.stringify(assignees) !== JSON.stringify(base.assignees)) {
    const to = assignees.filter((name) => !base.assignees.includes(name));
    const why = then.escalateAt === base.escalateAt ? "delegated" : "escalated";
    const comment = "as before the rewind";
    draft.emit({ type: "task_reassigned", task, why, to, assignees, comment, decided: null });
  }
  for (const vote of then.votes.slice(base.votes.length)) {
    draft.emit({ type: "approval_voted", task, vote });
    closeApproval(draft, task);
  }
};

/** What the steps of the base know with the answers given since; a later step of the same name is another one. */
const answersOf = (
  state: WorkflowState,
  base: WorkflowState,
): Readonly<Record<string, readonly Answered[]>> => {
  const kept: [string, readonly Answered[]][] = [];
  for (const step of base.steps.values()) {
    const now = state.steps.get(step.name);
    if (now?.handoffId !== step.handoffId) continue;
    const known = new Set(step.answered.map((each) => JSON.stringify(each)));
    const since = now.answered.filter((each) => !known.has(JSON.stringify(each)));
    if (since.length > 0) kept.push([step.name, [...step.answered, ...since]]);
  }
  return Object.fromEntries(kept);
};
