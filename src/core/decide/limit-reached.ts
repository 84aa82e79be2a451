import { limitBase, limitWords } from "../budget/limits.ts";
import type { LimitKind } from "../budget/spend.ts";
import type { HumanTask } from "../state/human-task.ts";
import { freezeDeadlines } from "./deadlines.ts";
import type { Draft } from "./draft.ts";
import { openTask } from "./open-task.ts";

/** Pauses a workflow that has reached one of its limits and asks a human; returns the task's id. */
export const askAboutLimit = (draft: Draft, limit: LimitKind): string => {
  const words = limitWords(draft.state(), limit);
  const task = openTask(draft, {
    kind: "limit",
    limit,
    step: null,
    title: `The workflow has reached its limit of ${names[limit]}`,
    body: `Now ${words}.\napprove allows as much again; abort ends the workflow. Nothing new starts until this is answered.`,
    questions: [],
    options: ["approve", "abort"],
  });
  freezeDeadlines(draft);
  const reason = `limit of ${names[limit]}: ${words}`;
  draft.emit({ type: "workflow_status_changed", status: "paused", reason });
  return task;
};

/** Allows as much again as the definition does. */
export const raiseLimit = (draft: Draft, { limit }: HumanTask): void => {
  if (limit === undefined) return;
  const by = limitBase(draft.state(), limit) ?? 0;
  // The time runs again when the workflow does.
  if (limit === "wall") draft.emit({ type: "wall_moved", deadline: null, leftMs: by * 1000 });
  else draft.emit({ type: "limit_raised", limit, by });
};

const names: Readonly<Record<LimitKind, string>> = {
  tokens: "tokens",
  money: "money",
  attempts: "attempts",
  wall: "time",
};
