import { describe, expect, test } from "vitest";
import { errorCategories } from "../../src/core/recovery/category.ts";
import { given } from "./spec/given.ts";
import {
  agents,
  claim,
  complete,
  decides,
  fail,
  fire,
  fireDue,
  handoff,
  later,
  retryStep,
} from "./spec/moves.ts";
import { agent, start } from "./spec/world.ts";

const fromAna = (more: Parameters<typeof handoff>[1] = {}) =>
  handoff("api", { from: "ana", ...more });

describe("the first move by category", () => {
  test("transient: the same again, after a pause", () => {
    given(fromAna(), claim("api"))
      .when(fail("api", "no answer", { category: "transient" }))
      .yields(
        {
          type: "attempt_failed",
          attempt: 1,
          repeats: 1,
          error: { category: "transient", inferred: false, message: "no answer" },
        },
        { type: "recovery_decided", decision: "retry", why: "retry 1 of 3, after a pause" },
        { type: "step_waiting", dueAt: start + 2000 + 1500 },
        { type: "workflow_status_changed", status: "waiting", reason: "a retry is due later" },
      )
      .when(fire("retry:api"))
      .yields();
  });

  test("code_error: again at once, with the error kept for the brief", () => {
    given(fromAna(), claim("api"))
      .when(
        fail("api", "it broke", {
          category: "code_error",
          where: "src/a.ts",
          suggestion: "mend it",
        }),
      )
      .yields(
        { type: "attempt_failed" },
        {
          type: "recovery_decided",
          decision: "retry",
          why: "retry 1 of 3, with the error in the brief",
          notBefore: null,
        },
        { type: "step_ready" },
      )
      .step("api", {
        status: "ready",
        failures: 1,
        lastError: { message: "it broke", step: "src/a.ts", suggestion: "mend it" },
      });
  });

  test("design_flaw: back to the agent it came from, with what is known of the failure", () => {
    given(handoff("spec"), claim("spec"), complete("spec"), fromAna(), claim("api"))
      .when(
        fail("api", "the schema is wrong", {
          category: "design_flaw",
          where: "db.sql",
          suggestion: "two tables",
        }),
      )
      .yieldsTypes(
        "attempt_failed",
        "recovery_decided",
        "handoff_created",
        "need_added",
        "step_ready",
      )
      .step("api", { status: "pending", reason: "waits for ana", replans: 1, needs: ["ana"] })
      .step("ana", {
        status: "ready",
        origin: { kind: "replan", of: "api" },
        contract: {
          from_agent: { name: "ben" },
          payload: {
            context: {
              feature_description: "Plan anew: build api",
              previous_decisions: [
                "failure_reason: the schema is wrong",
                "failed_step: api",
                "completed_steps: spec",
                "error_details: design_flaw, in db.sql",
                "suggestion: two tables",
              ],
            },
          },
        },
      });
  });

  test("blocker: a human is asked", () => {
    given(fromAna(), claim("api"))
      .when(fail("api", "no access", { category: "blocker", suggestion: "ask ops" }))
      .yields(
        { type: "attempt_failed" },
        { type: "recovery_decided", decision: "escalate" },
        {
          type: "task_opened",
          task: {
            kind: "escalation",
            step: "api",
            options: ["retry", "skip", "abort"],
            body: "ben could not do api after 1 attempts: a blocker cannot be retried away; a human is asked.\nLast error (blocker): no access\nSuggested: ask ops",
          },
        },
        { type: "step_waiting", reason: "a human is asked", dueAt: null },
        { type: "workflow_status_changed", status: "waiting", reason: "a human is asked" },
      );
  });

  test("critical: the workflow halts, leases are revoked, nothing starts", () => {
    given(fromAna(), handoff("ui"), handoff("docs"), claim("api"), claim("ui"))
      .when(fail("api", "secrets in the log", { category: "critical" }))
      .yields(
        { type: "attempt_failed" },
        { type: "recovery_decided", decision: "halt" },
        { type: "step_waiting", step: "api", reason: "halted" },
        { type: "attempt_lapsed", step: "ui", reason: "revoked" },
        { type: "step_ready", step: "ui", reason: "the workflow is halted" },
        { type: "task_opened", task: { kind: "halt", options: ["retry", "abort"] } },
        { type: "workflow_status_changed", status: "halted", reason: "critical failure in api" },
      )
      .when(claim("docs"))
      .refused("workflow_not_running", /halted \(critical failure in api\).*human has to decide/)
      .when(complete("ui", { token: "2-s3cret" }))
      .refused("stale_lease", /ended \(revoked\)/);
  });

  test("quota: the workflow pauses and asks, running attempts go on with their clocks stopped", () => {
    given(fromAna(), handoff("ui", { timeout: 600 }), handoff("docs"), claim("api"), claim("ui"))
      .when(fail("api", "no credits", { category: "quota" }))
      .yields(
        { type: "attempt_failed" },
        {
          type: "recovery_decided",
          decision: "pause",
          why: "quota and billing errors are never retried",
        },
        { type: "step_waiting", step: "api", reason: "quota" },
        { type: "task_opened", task: { kind: "quota", options: ["retry", "abort"] } },
        { type: "deadline_moved", step: "ui", deadline: null, leftMs: 599_000 },
        {
          type: "workflow_status_changed",
          status: "paused",
          reason: "quota or billing error in api",
        },
      )
      .when(claim("docs"))
      .refused("workflow_not_running", /A human has to answer first/)
      .when(complete("ui"))
      .step("ui", { status: "completed" });
  });
});

test("without a category it is read out of the message, and that is said", () => {
  given(fromAna(), claim("api"))
    .when(fail("api", "connect ECONNREFUSED 127.0.0.1:5432"))
    .step("api", { lastError: { category: "transient", inferred: true } });
});

test("every category ends an attempt, and its tokens are counted", () => {
  for (const category of errorCategories) {
    given(fromAna(), claim("api"))
      .when(fail("api", "so", { category, tokensUsed: 900 }))
      .step("api", { attempts: [{ end: "failed", error: { category } }], lease: null })
      .and((state) => expect(state.tokensUsed).toBe(900));
  }
});

test("retries stop at max_retries; then the work is planned anew once; then a human is asked", () => {
  const broke = (what: string) => [claim("api"), fail("api", what, { category: "code_error" })];
  given(fromAna({ onFailure: { max_retries: 2 } }), ...broke("one"), ...broke("two"), claim("api"))
    .when(fail("api", "three", { category: "code_error" }))
    .yields(
      { type: "attempt_failed" },
      { type: "recovery_decided", decision: "replan", why: "all 2 retries are used; back to ana" },
      { type: "handoff_created", step: "ana", origin: { kind: "replan", of: "api" } },
      { type: "need_added", step: "api", need: "ana", unmet: 1 },
      { type: "step_ready", step: "ana" },
    )
    .when(claim("ana"))
    .when(complete("ana", { summary: "do it in two steps" }))
    .step("api", { status: "ready", failures: 3 })
    .when(claim("api"))
    .when(fail("api", "four", { category: "code_error" }))
    .yields(
      { type: "attempt_failed" },
      { type: "recovery_decided", decision: "escalate" },
      { type: "task_opened" },
      { type: "step_waiting" },
      { type: "workflow_status_changed", status: "waiting" },
    );
});

test("with max_retries 0 the first failure is planned anew", () => {
  given(fromAna({ onFailure: { max_retries: 0 } }), claim("api"))
    .when(fail("api", "ECONNRESET"))
    .step("api", { status: "pending", replans: 1 });
});

test("the same error twice in a row skips the rest of the retries", () => {
  given(fromAna(), claim("api"), fail("api", "broke at src/a.ts:10"), claim("api"))
    .when(fail("api", "broke at lib/b.ts:99"))
    .yields(
      { type: "attempt_failed", repeats: 2 },
      {
        type: "recovery_decided",
        decision: "replan",
        why: "the same error came twice in a row; back to ana",
      },
      { type: "handoff_created" },
      { type: "need_added" },
      { type: "step_ready" },
    );
});

test("another error in between, and the count starts over", () => {
  given(
    fromAna(),
    claim("api"),
    fail("api", "one thing"),
    claim("api"),
    fail("api", "another thing"),
    claim("api"),
  )
    .when(fail("api", "one thing"))
    .step("api", { status: "ready" })
    .and((_, world) => expect(world.events.at(-3)?.data).toMatchObject({ repeats: 1 }));
});

test("a lease that lapsed in between does not hide that the error came again", () => {
  given(
    fromAna(),
    claim("api"),
    fail("api", "one thing"),
    claim("api"),
    claim("api", { takeOver: true }),
  )
    .when(fail("api", "one thing"))
    .step("api", { status: "pending" });
});

test("three times the same, over a human's retry, is counted as three", () => {
  const again = [claim("api"), fail("api", "one thing")];
  const plain = handoff("api", { to: "planner", onFailure: { max_retries: 9 } });
  given(plain, ...again, ...again, decides("escalation", "retry"), claim("api"))
    .when(fail("api", "one thing"))
    .and((_, world) =>
      expect(
        world.events.find((e) => e.data.type === "attempt_failed" && e.data.attempt === 3)?.data,
      ).toMatchObject({ repeats: 3 }),
    );
});

test("work from the user is planned anew by the planner, if there is one and it is not its own", () => {
  const flaw = fail("api", "wrong", { category: "design_flaw" });
  given(handoff("api"), claim("api"))
    .when(flaw)
    .step("planner", { origin: { kind: "replan" } });
  given(handoff("api", { to: "planner" }), claim("api"))
    .when(flaw)
    .step("api", { status: "waiting" });
  given(handoff("api"), agents(agent("ben")), claim("api"))
    .when(flaw)
    .step("api", { status: "waiting", reason: "a human is asked" });
  given(handoff("api", { from: "ben" }), claim("api"))
    .when(flaw)
    .step("planner", {});
});

test("a return is not returned: it escalates, and nobody may skip what waits for it", () => {
  const flaw = (step: string) => fail(step, "wrong", { category: "design_flaw" });
  given(fromAna(), claim("api"), flaw("api"), claim("ana"))
    .when(flaw("ana"))
    .yields(
      { type: "attempt_failed" },
      { type: "recovery_decided", decision: "escalate" },
      { type: "task_opened", task: { step: "ana", options: ["retry", "abort"] } },
      { type: "step_waiting", step: "ana" },
      { type: "workflow_status_changed", status: "waiting" },
    );
});

describe("the wish of the contract", () => {
  test("rollback returns the work to the agent it came from", () => {
    given(fromAna({ onFailure: { retry_strategy: "rollback" } }), claim("api"))
      .when(fail("api", "it broke"))
      .yields(
        { type: "attempt_failed" },
        { type: "recovery_decided", decision: "rollback" },
        { type: "handoff_created", step: "ana", origin: { kind: "rollback", of: "api" } },
        { type: "need_added", step: "api" },
        { type: "step_ready", step: "ana" },
      )
      .step("ana", {
        contract: {
          payload: { context: { feature_description: "Take back and mend: build api" } },
        },
      });
  });

  test("rollback happens once; after that the category decides", () => {
    given(
      fromAna({ onFailure: { retry_strategy: "rollback" } }),
      claim("api"),
      fail("api", "it broke"),
      claim("ana"),
      complete("ana"),
      claim("api"),
    )
      .when(fail("api", "something else"))
      .step("api", { status: "ready" });
  });

  test("escalate goes to the fallback agent, whose record is clean, and then to a human", () => {
    const wish = { retry_strategy: "escalate", fallback_agent: "cleo" } as const;
    given(fromAna({ onFailure: wish }), claim("api"))
      .when(fail("api", "it broke"))
      .yields(
        { type: "attempt_failed" },
        {
          type: "recovery_decided",
          decision: "fallback",
          why: "the contract escalates on failure; cleo takes over",
        },
        { type: "handoff_reassigned", agent: "cleo", fallback: true },
        { type: "step_ready" },
      )
      .step("api", { agent: "cleo", failures: 0, lastError: null, fellBack: true })
      .when(claim("api"))
      .when(fail("api", "it broke"))
      .step("api", { status: "waiting", reason: "a human is asked", agent: "cleo" });
  });

  test("escalate without a fallback asks a human at once", () => {
    given(fromAna({ onFailure: { retry_strategy: "escalate" } }), claim("api"))
      .when(fail("api", "it broke"))
      .step("api", { status: "waiting" });
  });

  test("a fallback agent that does not exist, or is the same one, is none", () => {
    for (const fallback_agent of ["zoe", "ben"]) {
      const wish = { retry_strategy: "escalate", fallback_agent } as const;
      given(fromAna({ onFailure: wish }), claim("api"))
        .when(fail("api", "it broke"))
        .step("api", { status: "waiting", agent: "ben" });
    }
  });

  test("it never overrides what is critical or costs money", () => {
    for (const retry_strategy of ["retry", "rollback", "escalate"] as const) {
      const began = () => given(fromAna({ onFailure: { retry_strategy } }), claim("api"));
      began()
        .when(fail("api", "x", { category: "critical" }))
        .and((state) => expect(state.status).toBe("halted"));
      began()
        .when(fail("api", "x", { category: "quota" }))
        .and((state) => expect(state.status).toBe("paused"));
    }
  });

  test("a fallback agent also takes over where the ladder ends", () => {
    const wish = { fallback_agent: "cleo", max_retries: 0 };
    given(fromAna({ onFailure: wish }), claim("api"))
      .when(fail("api", "one"))
      .step("api", { status: "pending", replans: 1 })
      .when(claim("ana"))
      .when(complete("ana"))
      .when(claim("api"))
      .when(fail("api", "two"))
      .step("api", { status: "ready", agent: "cleo" });
  });
});

describe("timers", () => {
  test("a retry that is due makes the step ready; one that is not, or no longer fits, does nothing", () => {
    given(fromAna(), claim("api"), fail("api", "ECONNRESET"))
      .when(fire("retry:api", "retry:nowhere", "timeout:api"))
      .yields()
      .and((_, world) => {
        world.at += 60_000;
      })
      .when(fireDue())
      .yields(
        { type: "step_ready", reason: "the pause before the retry is over" },
        { type: "workflow_status_changed", status: "running" },
      )
      .when(fire("retry:api"))
      .yields();
  });

  test("an attempt that takes too long fails as transient", () => {
    given(fromAna({ timeout: 60 }), claim("api"), later(59_000))
      .when(fireDue())
      .yields(
        {
          type: "attempt_failed",
          error: { category: "transient", message: "Attempt timed out after 60 s." },
        },
        { type: "recovery_decided", decision: "retry" },
        { type: "step_waiting" },
        { type: "workflow_status_changed", status: "waiting" },
      )
      .when(complete("api", { token: "1-s3cret" }))
      .refused("stale_lease", /ended \(failed\)/);
  });

  test("a timeout in time does nothing", () => {
    given(fromAna({ timeout: 60 }), claim("api"))
      .when(fire("timeout:api"))
      .yields();
  });

  test("many timers fire in one go", () => {
    given(
      handoff("a"),
      handoff("b", { timeout: 5 }),
      claim("a"),
      claim("b"),
      fail("a", "ECONNRESET"),
      later(100_000),
    )
      .when(fireDue())
      .step("a", { status: "ready" })
      .step("b", { status: "waiting" });
  });
});

test("what nobody could do is a dead letter, and can be tried again", () => {
  given(
    fromAna(),
    handoff("ui"),
    handoff("tests", { needs: ["api", "ui"] }),
    handoff("docs", { needs: ["tests"] }),
    claim("ui"),
    claim("api"),
    fail("api", "no access", { category: "blocker" }),
  )
    .when(decides("escalation", "abort", { comment: "give up" }))
    .yieldsTypes(
      "task_decided",
      "step_failed",
      "dead_lettered",
      "attempt_lapsed",
      "step_ready",
      "step_cancelled",
      "step_cancelled",
      "step_cancelled",
      "workflow_status_changed",
    )
    .step("api", { status: "failed", reason: "give up" })
    .step("ui", { status: "cancelled", reason: "stopped: api failed" })
    .and((state) => {
      expect(state.status).toBe("failed");
      expect(state.reason).toBe("api failed: give up");
    })
    .when(claim("ui"))
    .refused("workflow_not_running", /retry_step/)
    .when(retryStep("tests"))
    .refused("conflict", /stopped because api failed.*Retry api/)
    .when(retryStep("api"))
    .yields(
      { type: "step_reopened", step: "api", unmet: 0 },
      { type: "step_reopened" },
      { type: "step_reopened" },
      { type: "step_reopened" },
      { type: "workflow_status_changed", status: "running", reason: "api is tried again" },
      { type: "step_ready" },
      { type: "step_ready" },
    )
    .step("api", { status: "ready", failures: 0 })
    .step("ui", { status: "ready" })
    .step("tests", { status: "pending", unmet: 2 })
    .step("docs", { status: "pending", unmet: 1 });
});

test("a record counts what says something about the agent", () => {
  const outcomes = (category: (typeof errorCategories)[number]) =>
    given(fromAna(), claim("api"))
      .when(fail("api", "x", { category }))
      .world.rows.flatMap((row) => (row.type === "agent_outcome" ? [row] : []));
  expect(outcomes("code_error")).toMatchObject([
    { agent: "ben", outcome: "failed", durationMs: 1000 },
  ]);
  for (const category of ["blocker", "critical", "quota"] as const) {
    expect(outcomes(category)).toMatchObject([{ outcome: "blameless" }]);
  }
  const { world } = given(fromAna(), claim("api"), later(5000), complete("api"));
  expect(world.tables.get("agent ben")).toMatchObject({ completed: 1, failed: 0, totalMs: 6000 });
});

test("work goes back also between agents whose files are gone", () => {
  given(handoff("api", { to: "zoe", from: "yan" }), claim("api"))
    .when(fail("api", "wrong", { category: "design_flaw" }))
    .step("yan", {
      contract: {
        from_agent: { name: "zoe", version: "1.0.0", phase: "BUILD" },
        state: { current_phase: "PLAN" },
      },
    });
});
