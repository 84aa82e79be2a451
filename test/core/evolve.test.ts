import { expect, test } from "vitest";
import type { WorkflowEvent } from "../../src/core/event/workflow-event.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import { project } from "../../src/core/project/project.ts";
import { given } from "./spec/given.ts";
import { handoff } from "./spec/moves.ts";
import { plain } from "./spec/plain.ts";

const strays: readonly WorkflowEvent[] = [
  { type: "step_ready", step: "gone", reason: "" },
  { type: "attempt_lapsed", step: "gone", attempt: 1, reason: "expired" },
  {
    type: "task_decided",
    task: "gone",
    outcome: {
      decision: "retry",
      comment: null,
      answers: {},
      by: { kind: "human", name: "eve" },
      channel: "terminal",
      shown: "",
      shownHash: "",
      at: 0,
    },
  },
  { type: "task_reminded", task: "gone", reminders: 1, nextAt: null },
  { type: "lease_renewed", step: "api", fence: 9, expiresAt: 9 },
  { type: "deadline_moved", step: "api", deadline: 9, leftMs: null },
  {
    type: "dead_lettered",
    step: "gone",
    error: {
      category: "blocker",
      inferred: false,
      message: "",
      step: null,
      suggestion: null,
      fingerprint: "",
    },
  },
];

test("an event about what is not there moves nothing but the version", () => {
  for (const data of strays) {
    const { world } = given(handoff("api"));
    const event = {
      data,
      stream: world.stream,
      version: world.events.length + 1,
      at: world.at,
      actor: world.actor,
    };
    const after = evolve(world.state, event);
    expect(
      plain({ ...after, version: 0, ...("updatedAt" in after ? { updatedAt: 0 } : {}) }),
    ).toEqual(
      plain({
        ...world.state,
        version: 0,
        ...("updatedAt" in world.state ? { updatedAt: 0 } : {}),
      }),
    );
    expect(project(world.state, after, event)[0]).toMatchObject({ row: { table: "workflow" } });
  }
});
