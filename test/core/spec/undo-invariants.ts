import { latestFirst, standingAttempt } from "../../../src/core/compensation/standing-attempt.ts";
import { compensateOf } from "../../../src/core/compensation/what-to-undo.ts";
import type { StreamEvent } from "../../../src/core/event/stream-event.ts";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import { initialState } from "../../../src/core/state/stream-state.ts";

const claimThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

/** What must be true of everything that was undone, from one line of a workflow's events. */
export const checkUndoing = (events: readonly StreamEvent[]): void => {
  let state = initialState(events[0]?.stream ?? "orch_none");
  for (const event of events) {
    const { data } = event;
    if (state.kind !== "workflow") return;
    if (data.type === "compensation_started") {
      const steps = data.steps.flatMap((name) =>
        state.kind === "workflow" ? (state.steps.get(name) ?? []) : [],
      );
      const attempts = steps.map(standingAttempt);
      claimThat(steps.length === data.steps.length, "what is undone exists");
      claimThat(new Set(data.steps).size === steps.length, "nothing is to be undone twice");
      for (const [i, attempt] of attempts.entries()) {
        claimThat(attempt !== null, `${data.steps[i]} did something that stands`);
        const before = attempts[i - 1];
        if (attempt !== null && before != null)
          claimThat(latestFirst(before, attempt) < 0, "the order is the reverse of the end");
      }
      for (const step of steps)
        claimThat(compensateOf(state, step) !== null, `${step.name} says how it is undone`);
    }
    if (data.type === "step_compensated") {
      const step = state.steps.get(data.step);
      const by = state.steps.get(data.by);
      claimThat(
        step !== undefined && standingAttempt(step) !== null,
        `${data.step} is undone once`,
      );
      claimThat(by?.status === "completed" && by.origin.of === data.step, `${data.by} undid it`);
    }
    if (data.type === "attempt_started") {
      const { origin } = state.steps.get(data.step) ?? {};
      const of = origin?.kind === "compensation" ? state.steps.get(origin.of ?? "") : undefined;
      claimThat(of === undefined || standingAttempt(of) !== null, `${data.step} has work to undo`);
      const others = [...state.steps.values()].filter(
        (each) =>
          each.origin.kind === "compensation" &&
          each.status === "active" &&
          each.name !== data.step,
      );
      claimThat(of === undefined || others.length === 0, "one is undone after the other");
    }
    if (data.type === "compensation_ended") {
      const { steps = [], stays = [] } = state.compensation ?? {};
      claimThat(data.active === 0 && data.queued === 0, "nothing is at work when all is undone");
      claimThat(
        [...data.undone, ...data.left].sort().join() === [...steps].sort().join(),
        "each compensation is accounted for",
      );
      claimThat(data.stays.join() === stays.join(), "what stays is accounted for");
    }
    state = evolve(state, event);
  }
};
