import { expect, test } from "vitest";
import { stepLimit } from "../../src/core/decide/create-handoff.ts";
import { decide } from "../../src/core/decide/decide.ts";
import { ajvRules } from "./spec/ajv-rules.ts";
import { given } from "./spec/given.ts";
import {
  cancel,
  claim,
  complete,
  handoff,
  later,
  pause,
  retryStep,
  skipStep,
} from "./spec/moves.ts";
import { commandFor, workflow } from "./spec/world.ts";

test("the first handoff opens a workflow, and a handoff that needs nothing is ready", () => {
  given()
    .when(handoff("api", { to: "ben", priority: "p1" }))
    .yields(
      { type: "workflow_created", title: "work on api" },
      {
        type: "handoff_created",
        step: "api",
        unmet: 0,
        origin: { kind: "created", of: null },
        contract: {
          handoff_id: "00000001-0000-4000-8000-000000000001",
          timestamp: "2026-01-01T00:00:00.000Z",
          to_agent: { name: "ben", priority: "p1" },
          state: { workflow_id: "orch_test", current_phase: "BUILD", completed_phases: [] },
        },
      },
      { type: "step_ready", step: "api", reason: "needs nothing" },
      { type: "workflow_status_changed", status: "running" },
    );
});

test("a handoff waits for what it needs, by step name or by handoff id, each named once", () => {
  given(handoff("api"), handoff("ui"))
    .when((world) => {
      const id = [...(world.state.kind === "workflow" ? world.state.stepOf.keys() : [])];
      return handoff("tests", { needs: ["api", "ui", ...id] })(world);
    })
    .yields({ type: "handoff_created", step: "tests", needs: ["api", "ui"], unmet: 2 })
    .step("tests", { status: "pending", reason: "waits for its needs" });
});

test("a unique prefix of a handoff id names a need; a short one does not", () => {
  given(handoff("api"))
    .when(handoff("tests", { needs: ["00000001-0000"] }))
    .step("tests", { needs: ["api"] });
  given(handoff("api"))
    .when(handoff("tests", { needs: ["0000000"] }))
    .refused("not_found");
});

test("a prefix that could mean two handoffs names neither", () => {
  given(handoff("api"), handoff("ui"))
    .when(handoff("tests", { needs: ["00000000"] }))
    .refused("not_found");
});

test("needs that are settled already do not hold a handoff up", () => {
  given(handoff("api"), handoff("ui"), claim("api"), complete("api"), skipStep("ui"))
    .when(handoff("tests", { needs: ["api", "ui"] }))
    .yields(
      { type: "handoff_created", step: "tests", unmet: 0 },
      { type: "step_ready", step: "tests", reason: "all it needs is done" },
      { type: "workflow_status_changed", status: "running", reason: "reopened" },
    );
});

test("a handoff becomes ready with the last of its needs", () => {
  given(
    handoff("api"),
    handoff("ui"),
    handoff("tests", { needs: ["api", "ui"] }),
    claim("api"),
    complete("api"),
    claim("ui"),
  )
    .when(complete("ui"))
    .yields(
      { type: "attempt_completed", step: "ui" },
      { type: "need_met", step: "tests", need: "ui", unmet: 0 },
      { type: "step_ready", step: "tests", reason: "all it needs is done" },
      { type: "checkpoint_created", name: "after ui", automatic: true },
    );
});

test("an unknown need is refused with the nearest name, and no workflow is left behind", () => {
  given(handoff("payments"))
    .when(handoff("tests", { needs: ["paymnets"] }))
    .refused("not_found", /Did you mean payments\?/);
  given()
    .when(handoff("tests", { needs: ["payments"] }))
    .refused("not_found", /view plan/)
    .and((state) => expect(state.version).toBe(0));
});

test("a step name is given once", () => {
  given(handoff("api"))
    .when(handoff("api"))
    .refused("conflict", /already has a step "api"/);
});

test("without a name the step is called after its agent, and numbered when that is taken", () => {
  given(handoff("x", { step: null, to: "baton:ben" }), handoff("ben-3", { to: "cleo" }))
    .when(handoff("x", { step: null }))
    .yields({ type: "handoff_created", step: "ben-4" }, { type: "step_ready", step: "ben-4" })
    .and((state) => expect([...state.steps.keys()].sort()).toEqual(["ben", "ben-3", "ben-4"]));
});

test("a workflow id that exists cannot be opened again", () => {
  given(handoff("api"))
    .when(handoff("ui", { opens: true }))
    .refused("conflict", /exists already/);
});

test("a workflow that does not exist takes no command but its first handoff", () => {
  given()
    .when(handoff("api", { opens: false }))
    .refused("not_found", /no workflow/);
  given().when(pause()).refused("not_found");
});

test("a handoff into a completed workflow reopens it and knows the phases that are done", () => {
  given(handoff("api"), claim("api"), complete("api"))
    .when(handoff("ui"))
    .yields(
      {
        type: "handoff_created",
        step: "ui",
        contract: { state: { completed_phases: ["BUILD"] } },
      },
      { type: "step_ready", step: "ui" },
      { type: "workflow_status_changed", status: "running", reason: "reopened" },
    );
});

test("a cancelled workflow takes no handoffs", () => {
  given(handoff("api"), cancel())
    .when(handoff("ui"))
    .refused("workflow_not_running", /cancelled: no need.*fork/);
});

test("a handoff may be added while paused; it becomes ready and is not given out", () => {
  given(handoff("api"), pause())
    .when(handoff("ui"))
    .yieldsTypes("handoff_created", "step_ready")
    .when(claim("ui"))
    .refused("workflow_not_running", /paused \(lunch\).*unpause/);
});

test("a workflow has a most of steps", () => {
  const { world } = given(handoff("api"));
  const state = workflow(world);
  const full = { ...state, steps: { ...state.steps, size: stepLimit } };
  const intent = handoff("one more")(world);
  if (intent === null) throw new Error("no intent");
  expect(decide(full, commandFor(world, intent), ajvRules)).toMatchObject({ code: "too_large" });
});

test("the workflow completes when nothing is open", () => {
  given(handoff("api"), later(5), claim("api"))
    .when(complete("api", { tokensUsed: 700 }))
    .yields(
      { type: "attempt_completed", step: "api", attempt: 1 },
      { type: "workflow_status_changed", status: "completed", reason: "nothing is open" },
      { type: "checkpoint_created", name: "after api" },
    )
    .and((state) => expect(state.tokensUsed).toBe(700))
    .when(retryStep("api"))
    .refused("conflict", /only a failed or waiting step/);
});

test("a step that was skipped is not told what it needed is done", () => {
  given(handoff("api"), handoff("docs", { needs: ["api"] }), skipStep("docs"), claim("api"))
    .when(complete("api"))
    .yieldsTypes("attempt_completed", "workflow_status_changed", "checkpoint_created");
});
