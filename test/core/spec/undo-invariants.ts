import {
  type Ended,
  latestFirst,
  standingAttempt,
} from "../../../src/core/compensation/standing-attempt.ts";
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
      const now = state;
      const { steps, flow } = now;
      claimThat(new Set(data.steps).size === data.steps.length, "nothing is to be undone twice");
      const ends = data.steps.map((name): Ended | null => {
        const child = flow?.started.get(name);
        if (child !== undefined) return child.undone ? null : { ...child, fence: 0 };
        claimThat(compensateOf(now, name) !== null, `${name} says how it is undone`);
        const step = steps.get(name);
        return step === undefined ? null : standingAttempt(step);
      });
      for (const [i, end] of ends.entries()) {
        claimThat(end !== null, `${data.steps[i]} did something that stands`);
        const before = ends[i - 1];
        if (end !== null && before != null)
          claimThat(latestFirst(before, end) <= 0, "the order is the reverse of the end");
      }
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
    if (data.type === "child_undone" || data.type === "child_undoing") {
      const child = state.flow?.started.get(data.child);
      claimThat(child?.undone === false, `${data.child} is undone once`);
      claimThat(state.steps.get(data.step)?.origin.of === data.child, `${data.step} is for it`);
      const earlier = [...state.steps.values()].filter(
        ({ name, origin, status }) =>
          origin.kind === "compensation" && status === "active" && name !== data.step,
      );
      claimThat(earlier.length === 0, "one is undone after the other");
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
