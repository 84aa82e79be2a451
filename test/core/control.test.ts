import { expect, test } from "vitest";
import { decide } from "../../src/core/decide/decide.ts";
import { createDraft } from "../../src/core/decide/draft.ts";
import { ajvRules } from "./spec/ajv-rules.ts";
import { given } from "./spec/given.ts";
import {
  addArtifact,
  agents,
  ask,
  cancel,
  checkpoint,
  claim,
  complete,
  decides,
  fail,
  fireDue,
  handoff,
  later,
  noteFork,
  pause,
  replanStep,
  retryStep,
  skipStep,
  terminate,
  unpause,
  write,
} from "./spec/moves.ts";
import { agent, commandFor, start, workflow } from "./spec/world.ts";

test("pause lets nothing start, running attempts finish, and their timeouts stand still", () => {
  given(handoff("api", { timeout: 600 }), handoff("ui"), claim("api"))
    .when(pause())
    .yields(
      { type: "deadline_moved", step: "api", deadline: null, leftMs: 599_000 },
      { type: "workflow_status_changed", status: "paused", reason: "lunch" },
    )
    .when(claim("ui"))
    .refused("workflow_not_running", /paused/)
    .when(complete("api"))
    .step("api", { status: "completed" })
    .and((state) => expect(state.status).toBe("paused"));
});

test("after the pause the timeout has as much left as before, however long the pause was", () => {
  given(handoff("api", { timeout: 600 }), claim("api"), pause(), later(3_600_000))
    .when(fireDue())
    .yields()
    .when(unpause())
    .yields(
      { type: "deadline_moved", step: "api", deadline: start + 3_600_000 + 4000 + 599_000 },
      { type: "workflow_status_changed", status: "running", reason: "back from lunch" },
    );
});

test("a timeout that was over already is over right after the pause", () => {
  given(handoff("api", { timeout: 5 }), claim("api"), later(60_000), pause(), unpause())
    .when(fireDue())
    .step("api", { status: "waiting" });
});

test("due dates do not stand still", () => {
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"), pause(), later(60_000))
    .when(fireDue())
    .yieldsTypes("step_ready");
});

test("pausing twice is pausing once; unpausing what is not paused is refused", () => {
  given(handoff("api"), pause()).when(pause("dinner")).yields();
  given(handoff("api"))
    .when(unpause())
    .refused("conflict", /running, not paused/);
});

test("what is unpaused waits where only a retry is due", () => {
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"), pause())
    .when(unpause())
    .yields(
      { type: "workflow_status_changed", status: "running" },
      { type: "workflow_status_changed", status: "waiting", reason: "a retry is due later" },
    );
});

test("a paused workflow whose last attempt completes is completed", () => {
  given(handoff("api"), claim("api"), pause())
    .when(complete("api"))
    .and((state) => expect(state.status).toBe("completed"));
});

test("a pause because of lunch is not taken for one that needs a human", () => {
  given(handoff("api"), handoff("ui"), claim("api"), ask("api", ["?"]), pause())
    .when(claim("ui"))
    .refused("workflow_not_running", /control_workflow unpause/);
});

test("cancel revokes leases, cancels what is open, withdraws what is asked", () => {
  given(
    handoff("api"),
    handoff("ui"),
    handoff("docs", { needs: ["ui"] }),
    claim("api"),
    ask("api", ["?"]),
    claim("ui"),
  )
    .when(cancel())
    .yields(
      { type: "attempt_lapsed", step: "ui", reason: "revoked" },
      { type: "step_ready", step: "ui" },
      { type: "step_cancelled" },
      { type: "step_cancelled" },
      { type: "step_cancelled" },
      { type: "task_withdrawn", reason: "cancelled" },
      { type: "workflow_status_changed", status: "cancelled", reason: "cancelled: no need" },
    )
    .when(complete("ui", { token: "2-s3cret" }))
    .refused("stale_lease", /the step is cancelled/);
});

test("terminate says so", () => {
  given(handoff("api"))
    .when(terminate())
    .yields(
      { type: "step_cancelled", reason: "terminated: at once" },
      { type: "workflow_status_changed", status: "cancelled", reason: "terminated: at once" },
    );
});

test("an ended workflow cannot be steered, but noted upon", () => {
  const ended = () => given(handoff("api"), cancel());
  for (const move of [cancel(), pause(), unpause(), skipStep("api"), replanStep("api")]) {
    ended()
      .when(move)
      .refused("workflow_not_running", /is cancelled \(cancelled: no need\)/);
  }
  ended()
    .when(retryStep("api"))
    .refused("workflow_not_running", /was cancelled.*fork/);
  ended().when(checkpoint("the end")).yields({ type: "checkpoint_created", automatic: false });
  ended().when(noteFork("orch_b", 3)).yields({ type: "fork_recorded", workflow: "orch_b" });
});

test("a retry need not be waited for", () => {
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"))
    .when(retryStep("api"))
    .yields(
      { type: "step_reopened", step: "api", unmet: 0 },
      { type: "step_ready" },
      { type: "workflow_status_changed", status: "running" },
    )
    .step("api", { failures: 0, dueAt: null });
});

test("retry_step is for failed and waiting steps that exist", () => {
  given(handoff("api"), claim("api"))
    .when(retryStep("api"))
    .refused("conflict", /is active.*take_over/);
  given(handoff("api"))
    .when(retryStep("api"))
    .refused("conflict", /Create a new handoff/);
  given(handoff("api"))
    .when(retryStep("nothing like it"))
    .refused("not_found", /view plan/);
});

test("a step is skipped when nothing unfinished needs it", () => {
  given(handoff("api"), handoff("ui"))
    .when(skipStep("api"))
    .yields({ type: "step_skipped", step: "api", reason: "not worth it" })
    .when(skipStep("api"))
    .refused("conflict", /skipped already/)
    .when(skipStep("apis"))
    .refused("not_found")
    .when(skipStep("ui"))
    .and((state) => expect(state.status).toBe("completed"));
});

test("a step that is needed, active or asked about is not skipped", () => {
  given(handoff("api"), handoff("tests", { needs: ["api"] }))
    .when(skipStep("api"))
    .refused("conflict", /tests needs its output/)
    .when(skipStep("tests"))
    .yieldsTypes("step_skipped")
    .when(skipStep("api"))
    .yieldsTypes("step_skipped", "workflow_status_changed");
  given(handoff("api"), claim("api"))
    .when(skipStep("api"))
    .refused("already_claimed", /worked on by ben/);
});

test("skipping a step that waits for a retry ends its timer", () => {
  given(handoff("api"), handoff("ui"), claim("api"), fail("api", "ECONNRESET"))
    .when(skipStep("api"))
    .step("api", { dueAt: null })
    .and((_, world) => expect([...world.tables.keys()].join()).not.toContain("timer"));
});

test("replan sends a step back, also from under its holder", () => {
  given(handoff("api", { from: "ana" }), claim("api"))
    .when(replanStep("api"))
    .yields(
      { type: "attempt_lapsed", reason: "revoked" },
      { type: "recovery_decided", decision: "replan", why: "this goes nowhere" },
      { type: "handoff_created", step: "ana", origin: { kind: "replan", of: "api" } },
      { type: "need_added", step: "api", need: "ana", unmet: 1 },
      { type: "step_ready", step: "ana" },
    )
    .when(replanStep("api"))
    .refused("conflict", /planned anew already/);
});

test("replan of a step that waits keeps what it waits for already, and ends its timer", () => {
  given(handoff("spec"), handoff("api", { needs: ["spec"] }))
    .when(replanStep("api"))
    .step("api", { needs: ["spec", "planner"], unmet: 2 });
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"))
    .when(replanStep("api"))
    .step("api", { status: "pending", dueAt: null })
    .and((_, world) => expect([...world.tables.keys()].join()).not.toContain("timer"));
});

test("replan needs an open step and somebody to plan", () => {
  given(handoff("api"), handoff("ui"), skipStep("api"))
    .when(replanStep("api"))
    .refused("conflict", /is skipped/);
  given(handoff("api"), agents(agent("ben")))
    .when(replanStep("api"))
    .refused("conflict", /nobody is there to plan/);
  given(handoff("api")).when(replanStep("zzz")).refused("not_found");
});

test("an artifact is recorded when it is there", () => {
  given(handoff("api"))
    .when(addArtifact("docs/guide.md"))
    .yields({
      type: "artifact_added",
      artifact: { path: "docs/guide.md", agent: "ben", step: null },
    })
    .when(addArtifact("docs/none.md", false))
    .refused("not_found", /no file docs\/none.md/);
});

test("artifacts, tasks and checkpoints of ids that begin alike are told apart", () => {
  const { world } = given(
    handoff("api"),
    addArtifact("a.md"),
    addArtifact("b.md"),
    checkpoint("one"),
    checkpoint("two"),
  );
  if (world.state.kind !== "workflow") throw new Error("no workflow");
  expect(world.state.artifacts.size).toBe(2);
  expect([...world.state.checkpoints.keys()].every((id) => /^cp_[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
});

test("commands for another kind of stream are a defect, told as such", () => {
  const { world } = given(handoff("api"));
  const command = commandFor(world, { type: "write_memory", write: write(1) });
  expect(decide(world.state, command, ajvRules)).toMatchObject({ code: "internal" });
});

test("a decision that runs out of ids throws: the engine gave too few", () => {
  const { world } = given(handoff("api"));
  const intent = checkpoint("x")(world);
  if (intent === null) throw new Error("no intent");
  const command = { ...commandFor(world, intent), ids: [] };
  expect(() => decide(world.state, command, ajvRules)).toThrow(/was given no ids/);
});

test("a failed workflow with a new try runs again to its end", () => {
  given(
    handoff("api"),
    claim("api"),
    fail("api", "no", { category: "blocker" }),
    decides("escalation", "abort"),
    retryStep("api"),
    claim("api"),
  )
    .when(complete("api"))
    .and((state) => expect(state.status).toBe("completed"));
});

test("a plan that names a step it does not have is a defect", () => {
  const { world } = given(handoff("api"));
  const intent = checkpoint("x")(world);
  if (intent === null) throw new Error("no intent");
  const draft = createDraft(workflow(world), commandFor(world, intent), ajvRules);
  expect(() => draft.step("gone")).toThrow("no step gone in orch_test");
});
