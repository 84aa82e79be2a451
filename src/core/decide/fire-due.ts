import { retryTimer, timeoutTimer } from "../project/project-timers.ts";
import type { Draft } from "./draft.ts";
import { recover } from "./recover.ts";

/** Does what fell due: ends backoffs and attempts that took too long. A timer that no longer fits is ignored. */
export const fireDue = (draft: Draft, timers: readonly string[]): undefined => {
  const { at } = draft.command;
  for (const timer of timers) {
    const name = timer.slice(timer.indexOf(":") + 1);
    const step = draft.state().steps.get(name);
    if (step === undefined) continue;
    if (timer === retryTimer(name) && step.status === "waiting" && due(step.dueAt, at)) {
      draft.emit({ type: "step_ready", step: name, reason: "the pause before the retry is over" });
    }
    if (timer === timeoutTimer(name) && due(step.lease?.deadline ?? null, at)) {
      const message = `Attempt timed out after ${step.timeoutSeconds} s.`;
      const error = { category: "transient", message, step: null, suggestion: null } as const;
      recover(draft, name, { summary: message, error, tokensUsed: null });
    }
  }
};

const due = (time: number | null, at: number): boolean => time !== null && time <= at;
