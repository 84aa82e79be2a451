import type { IntentOf } from "../command/intent-of.ts";
import { isWorkflowEvent } from "../event/is-workflow-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { restartClock } from "./flow/move-deadline.ts";
import { resumeFlow } from "./flow/resume-flow.ts";
import { restartChildren } from "./flow/start-child.ts";
import { waitAgain } from "./flow/wait-again.ts";
import { revokeLeases } from "./halt.ts";
import { reopenSteps, stoppedSteps } from "./retry-step.ts";
import { shortId } from "./short-id.ts";

/** Starts a new workflow with the history of another one up to a checkpoint. Ids of handoffs and tasks are new. */
export const fork = (draft: Draft, intent: IntentOf<"fork">): Refusal | undefined => {
  const { from, version, checkpoint, events } = intent;
  if (draft.state().version > 0) {
    return refuse(
      "conflict",
      `Workflow ${draft.state().id} exists already.`,
      "Try again: a new id will be drawn.",
    );
  }
  const copies = copiesOf(events);
  draft.emit({ type: "workflow_forked", from, version, checkpoint, copied: copies.length });
  const renamed = new Map<string, string>();
  for (const { data, at, actor } of copies) {
    draft.copy({ data: withNewIds(draft, data, renamed), at, actor });
  }
  const then = copies.at(-1)?.at ?? draft.command.at;
  // What the other workflow waits for is the other's.
  restartChildren(draft);
  restartClock(draft, then);
  waitAgain(draft, then);
  revokeLeases(draft, "the workflow was forked");
  for (const step of draft.state().steps.values()) draft.touched.add(step.name);
  if (draft.state().status === "cancelled") {
    reopenSteps(draft, stoppedSteps(draft));
    draft.emit({ type: "workflow_status_changed", status: "running", reason: "forked" });
    resumeFlow(draft);
  }
  const { id } = draft.state();
  const { actor } = draft.command;
  draft.messages.push({
    to: from,
    message: { type: "fork_recorded", workflow: id, version, actor },
  });
  return undefined;
};

/** Notes in the old workflow that another one went on from it. */
export const noteFork = (draft: Draft, intent: IntentOf<"note_fork">): undefined => {
  draft.emit({ type: "fork_recorded", workflow: intent.workflow, version: intent.version });
};

/** How many fresh ids a fork of these events takes, and one from which more can be derived. */
export const idsForFork = (events: readonly StreamEvent[]): number =>
  1 + events.filter(({ data }) => creates.has(data.type)).length;

type Copy = Pick<StreamEvent, "at" | "actor"> & { readonly data: WorkflowEvent };

/** The events that make the same plan elsewhere; what a rewind on the line kept of answers becomes answers again. */
const copiesOf = (events: readonly StreamEvent[]): readonly Copy[] => {
  const copies: Copy[] = [];
  const answers = new Map<string, number>();
  for (const { data, at, actor } of events) {
    if (!isWorkflowEvent(data)) continue;
    switch (data.type) {
      case "workflow_forked":
      case "fork_recorded":
      // Who asked waits for the other workflow.
      case "undoing_asked":
      case "undoing_answered":
        continue;
      case "rewound":
        for (const [step, answered] of Object.entries(data.answered)) {
          for (const answer of answered.slice(answers.get(step) ?? 0)) {
            copies.push({ data: { type: "question_answered", step, ...answer }, at, actor });
          }
          answers.set(step, answered.length);
        }
        continue;
      case "question_answered":
        answers.set(data.step, (answers.get(data.step) ?? 0) + 1);
    }
    copies.push({ data, at, actor });
  }
  return copies;
};

const creates: ReadonlySet<string> = new Set([
  "handoff_created",
  "task_opened",
  "checkpoint_created",
]);

const withNewIds = (
  draft: Draft,
  data: WorkflowEvent,
  renamed: Map<string, string>,
): WorkflowEvent => {
  switch (data.type) {
    case "handoff_created": {
      const { contract } = data;
      const state = { ...contract.state, workflow_id: draft.state().id };
      return { ...data, contract: { ...contract, handoff_id: draft.takeId(), state } };
    }
    case "task_opened": {
      const id = shortId("task", draft.takeId());
      renamed.set(data.task.id, id);
      return { ...data, task: { ...data.task, id } };
    }
    case "task_decided":
    case "task_withdrawn":
    case "approval_voted":
    case "task_reassigned":
    case "task_reminded":
      return { ...data, task: renamed.get(data.task) ?? data.task };
    case "checkpoint_created":
      return { ...data, id: shortId("cp", draft.takeId()) };
    default:
      return data;
  }
};
