import { describe, expect, test } from "vitest";
import { limitOf, spentTokens, usualAttempts } from "../../src/core/budget/limits.ts";
import { type Limits, noLimits } from "../../src/core/budget/spend.ts";
import { wallTimer } from "../../src/core/project/project-timers.ts";
import { migrates } from "./flow/change-moves.ts";
import { agent, planOf, starts } from "./flow/plan-of.ts";
import { given } from "./spec/given.ts";
import { lived } from "./spec/lived.ts";
import {
  ask,
  checkpoint,
  claim,
  complete,
  decides,
  fail,
  fireDue,
  handoff,
  later,
  pause,
  retryStep,
  rewindTo,
  unpause,
} from "./spec/moves.ts";
import { newWorld, perform, type World, workflow } from "./spec/world.ts";

/** A plan of `a` and then `b` under these limits; a million tokens cost 1,000. */
const limited = (limits: Partial<Limits>, beside = false) =>
  starts(
    planOf([agent("a"), agent("b", beside ? { after: [] } : {})], {
      limits: { ...noLimits, ...limits },
    }),
    {},
    null,
    1_000,
  );

const openTask = (world: World) =>
  [...workflow(world).tasks.values()].find((task) => task.status === "open");

describe("a limit on tokens", () => {
  test("is kept by giving out no work that would pass it; the workflow pauses and asks", () => {
    given(limited({ tokens: 300 }), claim("a"), complete("a", { tokensUsed: 200 }))
      .when(claim("b"))
      .told("workflow_not_running", /200 of 300 tokens are used.*baton answer task_/)
      .and((state, world) => {
        expect(state).toMatchObject({ status: "paused", fence: 1 });
        expect(openTask(world)).toMatchObject({
          kind: "limit",
          limit: "tokens",
          step: null,
          options: ["approve", "abort"],
        });
      })
      .when(claim("b"))
      .refused("workflow_not_running", /human has to answer first/);
  });

  test("is doubled by a human who approves, and work goes on", () => {
    given(limited({ tokens: 300 }), claim("a"), complete("a", { tokensUsed: 200 }), claim("b"))
      .when(decides("limit", "approve"))
      .yieldsTypes("task_decided", "limit_raised", "workflow_status_changed", "flow_deadline_moved")
      .and((state) => expect(limitOf(state, "tokens")).toBe(600))
      .when(claim("b"))
      .step("b", { status: "active" });
  });

  test("ends the workflow when the human aborts", () => {
    given(limited({ tokens: 100 }), claim("a"))
      .when(decides("limit", "abort", { comment: "too dear" }))
      .and((state) =>
        expect(state).toMatchObject({
          status: "failed",
          reason: expect.stringMatching(/too dear/),
        }),
      );
  });

  test("counts what an agent did not tell as what was kept back for it", () => {
    given(limited({ tokens: 10_000 }), claim("a", { usualTokens: 700 }))
      .when(complete("a"))
      .and((state) => {
        expect(state).toMatchObject({ tokensUsed: 0, spend: { estimated: 700 } });
        expect(spentTokens(state)).toBe(700);
      });
  });

  test("counts what an agent told, more or less than was kept back", () => {
    given(limited({ tokens: 10_000 }), claim("a", { usualTokens: 700 }))
      .when(complete("a", { tokensUsed: 20 }))
      .and((state) => expect(spentTokens(state)).toBe(20));
  });

  test("without anything known of the agent, the brief is kept back", () => {
    given(limited({ tokens: 10_000 }))
      .when(claim("a"))
      .and((state) =>
        expect(state.steps.get("a")?.lease?.weight).toEqual({
          working: 110,
          learnings: 0,
          reserved: 110,
          from: "brief",
        }),
      );
  });

  test("waits for attempts under way while they may leave enough", () => {
    const both = given(limited({ tokens: 1_000 }, true), claim("a", { usualTokens: 900 }));
    both
      .when(claim("b", { usualTokens: 500 }))
      .refused("not_ready", /kept back for attempts under way/);
    lived([complete("a", { tokensUsed: 100 }), claim("b", { usualTokens: 500 })], both.world);
    expect(workflow(both.world).steps.get("b")?.status).toBe("active");
  });

  test("does not wait for the very attempt that is taken over", () => {
    given(limited({ tokens: 1_000 }), claim("a", { usualTokens: 600 }))
      .when(claim("a", { usualTokens: 600, takeOver: true }))
      .told("workflow_not_running", /limit/);
  });

  test("is not won back by a rewind", () => {
    const told = [claim("a"), complete("a", { tokensUsed: 250 })];
    given(limited({ tokens: 300 }), checkpoint("start"), ...told, rewindTo("start"))
      .when(claim("a"))
      .told("workflow_not_running", /250 of 300/);
  });

  test("nor is what a human has allowed lost by one", () => {
    given(
      limited({ tokens: 100 }),
      checkpoint("start"),
      claim("a"),
      decides("limit", "approve"),
      rewindTo("start"),
    )
      .when(claim("a"))
      .step("a", { status: "active" });
  });

  test("an attempt that a rewind throws away counts once", () => {
    const kept = { usualTokens: 700 };
    const plan = limited({ tokens: 10_000 });
    // Begun after the checkpoint.
    given(plan, checkpoint("start"), claim("a", kept))
      .when(rewindTo("start", true))
      .and((state) => expect(spentTokens(state)).toBe(700));
    // Under way at the checkpoint, and still.
    given(plan, claim("a", kept), checkpoint("midway"))
      .when(rewindTo("midway", true))
      .and((state) => expect(spentTokens(state)).toBe(700));
    // Under way at the checkpoint, and ended since.
    given(plan, claim("a", kept), checkpoint("midway"), complete("a", { tokensUsed: 50 }))
      .when(rewindTo("midway"))
      .and((state) => expect(spentTokens(state)).toBe(50));
  });
});

describe("a limit on money", () => {
  test("is one on tokens at the operator's price", () => {
    given(limited({ money: 0.5 }), claim("a"), complete("a", { tokensUsed: 450 }))
      .when(claim("b"))
      .told("workflow_not_running", /0.45 of 0.5 \(money\)/);
  });

  test("is refused before anything starts when nobody has said what tokens cost", () => {
    const plan = planOf([agent("a")], { limits: { ...noLimits, money: 1 } });
    const world = newWorld();
    expect(
      perform(world, {
        type: "start_flow",
        title: "x",
        plan,
        input: {},
        starter: null,
        price: null,
      }),
    ).toMatchObject({
      code: "definition_invalid",
      fix: expect.stringMatching(/baton config set-price/),
    });
    expect(world.events).toEqual([]);
  });
});

describe("a limit on attempts", () => {
  test("holds for every workflow: three for each handoff, and ten besides", () => {
    const { world } = given(handoff("api"));
    const most = usualAttempts.each + usualAttempts.besides;
    for (let i = 0; i < most; i++) lived([claim("api", { takeOver: true })], world);
    expect(workflow(world).fence).toBe(13);
    lived([claim("api", { takeOver: true })], world);
    expect(workflow(world)).toMatchObject({ status: "paused", fence: 13 });
    expect(openTask(world)).toMatchObject({ kind: "limit", limit: "attempts" });
    lived([decides("limit", "approve"), claim("api", { takeOver: true })], world);
    expect(workflow(world)).toMatchObject({ status: "running", fence: 14 });
  });

  test("is the definition's where it sets one", () => {
    given(limited({ attempts: 1 }), claim("a"), complete("a"))
      .when(claim("b"))
      .told("workflow_not_running", /1 of 1 attempts/);
  });

  test("grows with the handoffs, and a rewind makes it no smaller", () => {
    const { world } = given(handoff("api"), checkpoint("start"), handoff("ui"), handoff("docs"));
    expect(limitOf(workflow(world), "attempts")).toBe(19);
    lived([rewindTo("start")], world);
    expect(limitOf(workflow(world), "attempts")).toBe(19);
  });
});

describe("a limit on time", () => {
  const wall = (world: World) => workflow(world).spend.wall;

  test("pauses and asks when it is over, and goes on with as much again", () => {
    const { world } = given(limited({ wallSeconds: 600 }), claim("a"), later(600_000), fireDue());
    expect(workflow(world).status).toBe("paused");
    expect(openTask(world)).toMatchObject({ kind: "limit", limit: "wall" });
    expect(wall(world)).toEqual({ deadline: null, leftMs: 0 });
    const { at } = world;
    lived([decides("limit", "approve")], world);
    expect(wall(world)).toEqual({ deadline: at + 600_000, leftMs: null });
    lived([complete("a"), claim("b"), complete("b")], world);
    expect(workflow(world).status).toBe("completed");
    expect(world.tables.has(`timer ${world.stream} ${wallTimer}`)).toBe(false);
  });

  test("stands still while paused, and while only a human is awaited", () => {
    const { world } = given(limited({ wallSeconds: 600 }), pause(), later(9_000_000), fireDue());
    expect(workflow(world).status).toBe("paused");
    expect(openTask(world)).toBeUndefined();
    lived([unpause(), claim("a"), ask("a", ["?"]), later(9_000_000), fireDue()], world);
    expect(workflow(world).status).toBe("waiting");
    lived([decides("question", "answer"), later(600_000), fireDue()], world);
    expect(openTask(world)).toMatchObject({ limit: "wall" });
  });

  test("is not won back by a rewind, whose timer is there again", () => {
    const { world } = given(limited({ wallSeconds: 600 }), checkpoint("start"), later(300_000));
    const before = wall(world);
    lived([rewindTo("start")], world);
    expect(wall(world)).toEqual(before);
    expect(world.tables.get(`timer ${world.stream} ${wallTimer}`)).toMatchObject({
      dueAt: before?.deadline,
    });
  });
});

describe("a limit that was reached", () => {
  const reached = [limited({ attempts: 1 }), claim("a"), complete("a"), claim("b")] as const;

  test("is not walked around: not by unpausing, not by a rewind", () => {
    const [plan, ...rest] = reached;
    given(plan, checkpoint("start"), ...rest)
      .when(unpause())
      .refused("forbidden", /limit of attempts/)
      .when(rewindTo("start"))
      .refused("forbidden", /limit of attempts/);
  });

  test("is not raised by a change of the plan", () => {
    const generous = { limits: { ...noLimits, tokens: 1_000_000 } };
    const wider = migrates(generous, agent("a"), agent("b"), agent("c"));
    given(limited({ tokens: 300 }), claim("a"), wider)
      .when(complete("a"))
      .and((state) => expect(limitOf(state, "tokens")).toBe(300));
  });

  test("ends a workflow that grew by hand under its own title", () => {
    const { world } = given(handoff("api"));
    for (let i = 0; i < 14; i++) lived([claim("api", { takeOver: true })], world);
    lived([decides("limit", "abort")], world);
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: "work on api failed: aborted by eve at its limit",
    });
  });

  test("lets attempts under way end", () => {
    given(limited({ attempts: 1 }, true), claim("a"), claim("b"))
      .when(complete("a"))
      .step("a", { status: "completed" });
  });

  test("outlasts the answer to a quota", () => {
    const both = given(limited({ attempts: 2 }, true), claim("a"), claim("b"));
    lived(
      [fail("b", "quota exceeded", { category: "quota" }), decides("quota", "retry")],
      both.world,
    );
    lived([claim("b")], both.world);
    expect(openTask(both.world)).toMatchObject({ kind: "limit" });
    lived([fail("a", "quota exceeded", { category: "quota" })], both.world);
    both
      .when(decides("quota", "retry"))
      .and((state) => expect(state).toMatchObject({ status: "paused" }))
      .when(decides("limit", "approve"))
      .and((state) => expect(state).toMatchObject({ status: "running" }))
      .when(claim("b"))
      .step("b", { status: "active" });
  });

  test("leaves a failed workflow with its steps to be tried again", () => {
    given(...reached, decides("limit", "abort"), retryStep("b"))
      .when(claim("b"))
      .told("workflow_not_running", /1 of 1 attempts/);
  });
});
