import type { Draft } from "./draft.ts";

/** Lets the timeouts of running attempts stand still; what is left of each is kept. */
export const freezeDeadlines = (draft: Draft): void => {
  for (const step of draft.state().steps.values()) {
    const deadline = step.lease?.deadline ?? null;
    if (deadline === null) continue;
    const leftMs = Math.max(0, deadline - draft.command.at);
    draft.emit({ type: "deadline_moved", step: step.name, deadline: null, leftMs });
  }
};

/** Lets the timeouts that stand still go on. */
export const thawDeadlines = (draft: Draft): void => {
  for (const step of draft.state().steps.values()) {
    const leftMs = step.lease?.leftMs ?? null;
    if (leftMs === null) continue;
    const deadline = draft.command.at + leftMs;
    draft.emit({ type: "deadline_moved", step: step.name, deadline, leftMs: null });
  }
};
