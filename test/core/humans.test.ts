import { expect, test } from "vitest";
import { decide } from "../../src/core/decide/decide.ts";
import { loopLimit } from "../../src/core/decide/follow-success.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import type { StepStatus } from "../../src/core/state/status.ts";
import { ajvRules } from "./spec/ajv-rules.ts";
import { given } from "./spec/given.ts";
import {
  ask,
  cancel,
  claim,
  complete,
  decides,
  fail,
  handoff,
  pause,
  replanStep,
  retryStep,
  skipStep,
  unpause,
} from "./spec/moves.ts";
import { commandFor, type Move, type World, workflow } from "./spec/world.ts";

const critical = (step: string) => fail(step, "secrets in the log", { category: "critical" });
const quota = (step: string) => fail(step, "no credits", { category: "quota" });
const blocked = (step: string) => fail(step, "no access", { category: "blocker" });

test("an agent that lacks an answer asks, at no cost of a retry", () => {
  given(handoff("api"), claim("api"))
    .when(ask("api", ["Which port?", "Which host?"]))
    .yields(
      { type: "input_requested", attempt: 1, questions: ["Which port?", "Which host?"] },
      {
        type: "task_opened",
        task: {
          kind: "question",
          title: "ben asks about api",
          body: "something is unclear",
          options: ["answer", "abort"],
        },
      },
      { type: "step_waiting", reason: "a human is asked", dueAt: null },
      { type: "workflow_status_changed", status: "waiting", reason: "a human is asked" },
    )
    .step("api", { failures: 0, lease: null, attempts: [{ end: "needs_input" }] })
    .when(complete("api", { token: "1-s3cret" }))
    .refused("stale_lease", /ended \(needs_input\)/);
});

test("the answers make the handoff ready again and stay with it", () => {
  given(handoff("api"), claim("api"), ask("api", ["Which port?"]))
    .when(decides("question", "answer", { answers: { q1: "8080", q2: "" }, comment: "as always" }))
    .yields(
      {
        type: "task_decided",
        outcome: { decision: "answer", by: { name: "eve" }, channel: "terminal" },
      },
      {
        type: "question_answered",
        questions: ["Which port?"],
        answer: "8080\nas always",
        by: "eve",
      },
      { type: "step_ready", reason: "eve answered" },
      { type: "workflow_status_changed", status: "running" },
    )
    .step("api", { answered: [{ answer: "8080\nas always", by: "eve" }] });
});

test("only the holder of the lease may ask", () => {
  given(handoff("api"), claim("api"))
    .when(ask("api", ["?"], "1-wrong"))
    .refused("stale_lease");
});

test("a task is decided once, by one of its options", () => {
  const asked = given(handoff("api"), claim("api"), ask("api", ["?"]));
  asked.when(decides("question", "approve")).refused("invalid_input", /answer, abort/);
  asked.when(decides("halt", "retry")).refused("not_found", /no task/);
  given(handoff("api"), claim("api"), ask("api", ["?"]), decides("question", "answer"))
    .when(decides("question", "answer"))
    .refused("conflict", /decided by eve: answer/);
  given(handoff("api"), claim("api"), ask("api", ["?"]), cancel())
    .when(decides("question", "answer"))
    .refused("conflict", /is withdrawn\./);
});

test("an answer without words is none", () => {
  given(handoff("api"), claim("api"), ask("api", ["?"]))
    .when(decides("question", "answer", { answers: { q1: " " } }))
    .refused("invalid_input", /no words/);
});

test("a question may be answered with the end of the workflow", () => {
  given(handoff("api"), claim("api"), ask("api", ["?"]))
    .when(decides("question", "abort"))
    .yieldsTypes("task_decided", "step_failed", "workflow_status_changed")
    .step("api", { status: "failed", reason: "aborted by eve" });
});

test("while a human is asked about a step, nobody else decides about it", () => {
  const asked = () => given(handoff("api"), claim("api"), ask("api", ["?"]));
  for (const move of [retryStep("api"), skipStep("api"), replanStep("api")]) {
    asked()
      .when(move)
      .refused("forbidden", /ben asks about api.*decide_task with task_id task_/);
  }
});

test("a human lets an escalated step be tried again with a clean record and a word on how", () => {
  given(handoff("api"), claim("api"), blocked("api"))
    .when(decides("escalation", "retry", { comment: "use the other key" }))
    .yields(
      { type: "task_decided" },
      {
        type: "question_answered",
        questions: ["api needs a decision"],
        answer: "use the other key",
      },
      { type: "step_reopened", unmet: 0 },
      { type: "step_ready", reason: "eve asked for another try" },
      { type: "workflow_status_changed", status: "running" },
    )
    .step("api", { failures: 0, replans: 0, fellBack: false });
});

test("a human skips an escalated step", () => {
  given(handoff("api"), handoff("ui"), claim("api"), blocked("api"))
    .when(decides("escalation", "skip"))
    .yieldsTypes("task_decided", "step_skipped")
    .step("api", { status: "skipped", reason: "skipped by eve" });
});

test("but not one that something was added for meanwhile", () => {
  given(handoff("api"), claim("api"), blocked("api"), handoff("tests", { needs: ["api"] }))
    .when(decides("escalation", "skip"))
    .refused("conflict", /another step needs its output/)
    .when(decides("escalation", "retry"))
    .step("api", { status: "ready" });
});

test("after a halt a human lets the work go on", () => {
  given(handoff("api"), handoff("ui"), claim("api"), claim("ui"), critical("api"))
    .when(decides("halt", "retry"))
    .yields(
      { type: "task_decided" },
      { type: "workflow_status_changed", status: "running", reason: "eve decided to go on" },
      { type: "step_reopened", step: "api" },
      { type: "step_ready", step: "api" },
    )
    .when(claim("ui"))
    .step("ui", { status: "active" });
});

test("or ends it", () => {
  given(handoff("api"), handoff("ui"), claim("api"), critical("api"))
    .when(decides("halt", "abort", { comment: "too dangerous" }))
    .and((state) => {
      expect(state.status).toBe("failed");
      expect(state.reason).toBe("api failed: too dangerous");
    });
});

test("a halt is left by a human's decision only", () => {
  const halted = () => given(handoff("api"), handoff("ui"), claim("api"), critical("api"));
  halted()
    .when(unpause())
    .refused("conflict", /halted, not paused.*human has to decide/);
  halted().when(pause()).yields();
  halted().when(retryStep("api")).refused("forbidden");
});

test("a pause for a quota is left by a human's decision only, and the clocks go on", () => {
  const paused = given(
    handoff("api"),
    handoff("ui", { timeout: 600 }),
    claim("api"),
    claim("ui"),
    quota("api"),
  );
  paused
    .when(unpause())
    .refused("forbidden", /quota or billing limit\. A human decides.*baton answer task_/)
    .when(decides("quota", "retry"))
    .yields(
      { type: "task_decided" },
      { type: "deadline_moved", step: "ui", leftMs: null },
      { type: "workflow_status_changed", status: "running" },
      { type: "step_reopened", step: "api" },
      { type: "step_ready", step: "api" },
    );
});

test("with two quota errors it takes two answers", () => {
  given(handoff("api"), handoff("ui"), claim("api"), claim("ui"), quota("api"), quota("ui"))
    .when(decides("quota", "retry"))
    .and((state) => expect(state.status).toBe("paused"))
    .when(decides("quota", "retry"))
    .and((state) => expect(state.status).toBe("running"));
});

test("a halt outlasts the answer to a quota", () => {
  given(handoff("api"), handoff("ui"), claim("api"), claim("ui"), quota("api"), critical("ui"))
    .when(decides("quota", "retry"))
    .and((state) => expect(state.status).toBe("halted"))
    .when(decides("halt", "retry"))
    .and((state) => expect(state.status).toBe("running"));
});

test("a quota outlasts the answer to a halt", () => {
  given(handoff("api"), handoff("ui"), claim("api"), claim("ui"), quota("api"), critical("ui"))
    .when(decides("halt", "retry"))
    .and((state) => {
      expect(state.status).toBe("paused");
      expect(state.reason).toBe("api ran into a quota or billing limit");
    })
    .when(decides("quota", "retry"))
    .and((state) => expect(state.status).toBe("running"));
});

/** Cleo reviews ben's work and returns it, round after round. */
const rounds = (n: number): readonly Move[] =>
  Array.from({ length: n }, (_, i) => `review ${i}`).flatMap((step) => [
    handoff(step, { to: "cleo", from: "ben", onSuccess: { action: "loop" } }),
    claim(step),
    complete(step),
  ]);

/** Ben does all that came back to him. */
const finishAll = (n: number): readonly Move[] =>
  Array.from({ length: n }).flatMap(() => [
    (world: World) => claim(firstIn(world, "ready"))(world),
    (world: World) => complete(firstIn(world, "active"))(world),
  ]);

const firstIn = (world: World, status: StepStatus): string => {
  const found = [...workflow(world).steps.values()].find((step) => step.status === status);
  if (found === undefined) throw new Error(`nothing is ${status}`);
  return found.name;
};

const sixth = () =>
  given(
    ...rounds(loopLimit),
    ...finishAll(loopLimit),
    handoff("last review", { to: "cleo", from: "ben", onSuccess: { action: "loop" } }),
    claim("last review"),
  ).when(complete("last review"));

test("after five rounds a human is asked, even when nothing else is open", () => {
  sixth()
    .yields(
      { type: "attempt_completed" },
      {
        type: "task_opened",
        task: {
          kind: "loop_limit",
          title: "cleo and ben have gone round 5 times",
          options: ["retry", "skip", "abort"],
        },
      },
      { type: "workflow_status_changed", status: "waiting", reason: "a human is asked" },
      { type: "checkpoint_created" },
    )
    .and((state) => expect(state.loops.get("cleo>ben")).toBe(5));
});

test("the human allows a sixth round", () => {
  sixth()
    .when(decides("loop_limit", "retry"))
    .yields(
      { type: "task_decided" },
      { type: "loop_returned", from: "cleo", to: "ben", round: 6 },
      { type: "handoff_created", origin: { kind: "loop", of: "last review" } },
      { type: "step_ready" },
      { type: "workflow_status_changed", status: "running" },
    );
});

test("or lets it rest", () => {
  sixth()
    .when(decides("loop_limit", "skip"))
    .yields({ type: "task_decided" }, { type: "workflow_status_changed", status: "completed" });
});

test("or ends the workflow", () => {
  sixth()
    .when(decides("loop_limit", "abort"))
    .step("last review", { status: "failed" })
    .and((state) => expect(state.status).toBe("failed"));
});

test("what a waiting workflow waits for is kept up to date", () => {
  given(
    handoff("api"),
    handoff("ui"),
    claim("api"),
    claim("ui"),
    blocked("api"),
    fail("ui", "ECONNRESET"),
  )
    .when(decides("escalation", "skip"))
    .yields(
      { type: "task_decided" },
      { type: "step_skipped" },
      { type: "workflow_status_changed", status: "waiting", reason: "a retry is due later" },
    );
});

test("a task about no step is decided, and nothing follows", () => {
  const { world } = given(handoff("api"));
  const task = {
    id: "task_free",
    kind: "question",
    step: null,
    title: "How are you?",
    body: "",
    questions: [],
    options: ["answer"],
  } as const;
  const event = {
    data: { type: "task_opened", task },
    stream: world.stream,
    version: world.events.length + 1,
    at: world.at,
    actor: world.actor,
  } as const;
  const state = evolve(world.state, event);
  const seen = { ...world, state };
  const intent = decides("question", "answer", { task: "task_free" })(seen);
  expect(decide(state, commandFor(world, intent), ajvRules)).toMatchObject({
    events: [{ data: { type: "task_decided", task: "task_free" } }],
  });
});
