import { type Refusal, refuse } from "../refusal.ts";
import { holdsPaused } from "../state/human-task.ts";
import { freezeDeadlines, thawDeadlines } from "./deadlines.ts";
import type { Draft } from "./draft.ts";
import { guardOpen } from "./guard-running.ts";

/** Lets nothing new start; running attempts may finish, and their timeouts stand still. */
export const pause = (draft: Draft, reason: string): Refusal | undefined => {
  const state = draft.state();
  const ended = guardOpen(state);
  if (ended !== null) return ended;
  if (state.status === "paused" || state.status === "halted") return undefined;
  freezeDeadlines(draft);
  draft.emit({ type: "workflow_status_changed", status: "paused", reason });
  return undefined;
};

/** Lets work go on. A pause that waits for a human's answer about a quota or a limit ends with that answer only. */
export const unpause = (draft: Draft, reason: string): Refusal | undefined => {
  const state = draft.state();
  const ended = guardOpen(state);
  if (ended !== null) return ended;
  if (state.status !== "paused") {
    return refuse(
      "conflict",
      `Workflow ${state.id} is ${state.status}, not paused.`,
      state.status === "halted"
        ? "A human has to decide first: see status with view tasks."
        : "Nothing needs unpausing; see status.",
    );
  }
  const asked = [...state.tasks.values()].find(
    (task) => task.status === "open" && holdsPaused(task.kind),
  );
  if (asked !== undefined) {
    return refuse(
      "forbidden",
      `Workflow ${state.id} is paused: ${asked.title}. A human decides when it may go on.`,
      `Call decide_task with task_id ${asked.id}, or ask the user to run: baton answer ${asked.id}`,
      { task_id: asked.id },
    );
  }
  resumeWork(draft, reason);
  return undefined;
};

/** Leaves pause or halt: timeouts go on, and the status is worked out anew. */
export const resumeWork = (draft: Draft, reason: string): void => {
  thawDeadlines(draft);
  draft.emit({ type: "workflow_status_changed", status: "running", reason });
};
