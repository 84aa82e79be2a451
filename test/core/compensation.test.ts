import { describe, expect, test } from "vitest";
import type { OnFailure } from "../../src/core/contract.ts";
import type { Json } from "../../src/core/json.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { agent, beside, each, group, loop, planOf, set, starts, wait } from "./flow/plan-of.ts";
import { given } from "./spec/given.ts";
import { lived, stepOf } from "./spec/lived.ts";
import {
  ask,
  cancel,
  checkpoint,
  claim,
  compensate,
  complete,
  decides,
  fail,
  file,
  fireDue,
  forkOf,
  handoff,
  later,
  pause,
  retryStep,
  returnTo,
  rewindTo,
  skipStep,
  terminate,
  unpause,
} from "./spec/moves.ts";
import { type Move, perform, type World, workflow } from "./spec/world.ts";

const undoable = (name: string, wishes: Parameters<typeof agent>[1] = {}) =>
  agent(name, { compensate: { agent: "cleo", task: `undo ${name}` }, ...wishes });
const saga = (nodes: Parameters<typeof planOf>[0], more: Partial<Plan> = {}): Move =>
  starts(planOf(nodes, { onFailure: "compensate", ...more }));
const does = (...steps: readonly string[]): Move[] =>
  steps.flatMap((step) => [claim(step), complete(step, evidence)]);
const evidence = { criteria: [{ criterion: "C1", met: true, evidence: "looked" }] };
const brings = (step: string, value: Json): Move[] => [
  claim(step),
  complete(step, { outputs: value, storedOutputs: { kind: "inline", value } }),
];
const blocked = (step: string): Move => fail(step, "no access", { category: "blocker" });
const order = (world: World): readonly string[] =>
  world.events.flatMap(({ data }) => (data.type === "step_compensated" ? [data.step] : []));
const ready = (world: World): readonly string[] =>
  [...workflow(world).steps.values()]
    .filter(({ status }) => status === "ready")
    .map(({ name }) => name);
const order3 = saga([undoable("reserve"), undoable("ship"), undoable("pay"), agent("confirm")]);

describe("on_failure: compensate", () => {
  test("undoes what was completed, latest first, one after the other, and then the workflow has failed", () => {
    const { world } = given(order3, ...does("reserve", "ship"), claim("pay"), blocked("pay"));
    expect(workflow(world).status).toBe("compensating");
    expect(ready(world)).toEqual(["undo:ship"]);
    lived(does("undo:ship"), world);
    expect(ready(world)).toEqual(["undo:reserve"]);
    expect(stepOf(world, "ship").status).toBe("compensated");
    lived(does("undo:reserve"), world);
    expect(order(world)).toEqual(["ship", "reserve"]);
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: "pay failed: no access",
      compensation: { over: true },
    });
    expect(world.events.map(({ data }) => data)).toContainEqual({
      type: "compensation_ended",
      active: 0,
      queued: 0,
      undone: ["ship", "reserve"],
      left: [],
      stays: [],
    });
  });

  test("asks nobody and plans nothing anew before it undoes; the stage's own wishes go first", () => {
    given(order3, ...does("reserve"), claim("ship"))
      .when(fail("ship", "the approach is wrong", { category: "design_flaw" }))
      .and((_, world) =>
        expect(world.events.map(({ data }) => data)).toContainEqual(
          expect.objectContaining({
            decision: "give_up",
            why: "the approach is wrong; the plan says what follows",
          }),
        ),
      )
      .and((state) => expect(state.status).toBe("compensating"));
    const onFailure: OnFailure = { retry_strategy: "escalate", max_retries: 0 };
    given(saga([undoable("a"), undoable("b", { onFailure })]), ...does("a"), claim("b"))
      .when(blocked("b"))
      .and((state) => expect([...state.tasks.values()]).toMatchObject([{ status: "open" }]))
      .when(decides("escalation", "abort"))
      .and((_, world) => expect(ready(world)).toEqual(["undo:a"]));
  });

  test("follows on_error first where it fits", () => {
    const plan = saga([
      undoable("a"),
      undoable("b", { onError: [{ category: "blocker", match: null, goto: "c" }] }),
      agent("c"),
    ]);
    given(plan, ...does("a"), claim("b"))
      .when(blocked("b"))
      .and((state) => expect(state.status).toBe("running"));
  });

  test("undoes when a node of the plan fails by itself, and when the time is up", () => {
    const stuck = saga([undoable("a"), set("s", { x: "'word'" })]);
    given(stuck, claim("a"))
      .when(complete("a"))
      .and((state, world) => {
        expect(state.status).toBe("compensating");
        expect(ready(world)).toEqual(["undo:a"]);
      });
    const slow = saga([undoable("a"), wait("w", { seconds: 7200 })], { timeoutSeconds: 3600 });
    const { world } = given(slow, ...does("a"), later(3_600_000), fireDue());
    expect(ready(world)).toEqual(["undo:a"]);
    // The time that was up does not end the undoing.
    lived([later(86_400_000), fireDue(), ...does("undo:a")], world);
    expect(workflow(world)).toMatchObject({ status: "failed", reason: /longer than its/ });
  });

  test("fails at once when nothing was done", () => {
    given(order3, claim("reserve"))
      .when(blocked("reserve"))
      .and((state) => expect(state).toMatchObject({ status: "failed", compensation: null }));
  });

  test("names what stays where nothing can be undone, and fails", () => {
    given(saga([agent("a"), undoable("b")]), ...does("a"), claim("b"))
      .when(blocked("b"))
      .and((state) =>
        expect(state).toMatchObject({
          status: "failed",
          compensation: { steps: [], stays: ["a"] },
        }),
      );
  });
});

describe("what is undone", () => {
  test("is also what was at work, which loses its lease, and what ended without anybody knowing how", () => {
    const plan = saga([
      group("g", "all", beside(undoable("a"), undoable("b"), undoable("c"), undoable("d"))),
    ]);
    const { world } = given(
      plan,
      ...does("g/a"),
      claim("g/b"),
      claim("g/c"),
      ask("g/c", ["which one?"]),
      claim("g/d"),
      blocked("g/d"),
    );
    expect(stepOf(world, "g/b")).toMatchObject({
      status: "cancelled",
      attempts: [{ end: "revoked" }],
    });
    expect(workflow(world).compensation?.steps).toEqual(["g/b", "g/c", "g/a"]);
    expect(workflow(world).openTasks).toBe(0);
    lived(does("undo:g/b", "undo:g/c", "undo:g/a"), world);
    expect(stepOf(world, "g/b").status).toBe("compensated");
    // Its agent said that it could not do it, and is taken at its word.
    expect(stepOf(world, "g/d").status).toBe("failed");
  });

  test("is what timed out: nobody knows whether it happened", () => {
    const onFailure: OnFailure = { retry_strategy: "retry", max_retries: 0 };
    const plan = saga([undoable("a", { timeoutSeconds: 60, onFailure })]);
    const { world } = given(plan, claim("a"), later(60_000), fireDue());
    expect(workflow(world).compensation?.steps).toEqual(["a"]);
    lived(does("undo:a"), world);
    expect(stepOf(world, "a").status).toBe("compensated");
  });

  test("is what was handed in again and again without being accepted", () => {
    const wanting = undoable("a", { expects: { deliverables: [], acceptance_criteria: ["held"] } });
    const empty = { criteria: [] };
    const { world } = given(saga([wanting]), claim("a"));
    for (let i = 0; i < 5; i++) {
      const intent = complete("a", empty)(world);
      if (intent !== null) perform(world, intent);
    }
    expect(stepOf(world, "a").attempts).toMatchObject([{ end: "failed", refusals: 5 }]);
    expect(workflow(world).compensation?.steps).toEqual(["a"]);
  });

  test("is each round of a loop and each item of a list", () => {
    const plan = saga([
      loop("l", "iteration > 1", 3, [undoable("r")]),
      each("e", "input.items", [undoable("i")]),
      undoable("last"),
    ]);
    const { world } = given(
      plan,
      ...does("l[1]/r", "l[2]/r", "e[2]/i", "e[1]/i", "e[3]/i"),
      claim("last"),
      blocked("last"),
    );
    expect(workflow(world).compensation?.steps).toEqual([
      "e[3]/i",
      "e[1]/i",
      "e[2]/i",
      "l[2]/r",
      "l[1]/r",
    ]);
  });

  test("leaves out what nobody can undo, and says so", () => {
    const plan = saga([agent("mail"), undoable("a"), set("s", { x: "1" }), agent("b")]);
    const { world } = given(
      plan,
      ...does("mail", "a"),
      handoff("aside"),
      ...does("aside"),
      claim("b"),
    );
    lived([blocked("b")], world);
    expect(workflow(world).compensation).toMatchObject({ steps: ["a"], stays: ["aside", "mail"] });
  });
});

describe("a compensation's handoff", () => {
  test("carries the contract, the result and the artifacts of what it undoes", () => {
    const plan = saga([
      undoable("a", {
        task: "reserve 3",
        resources: ["stock/**"],
        expects: { deliverables: ["r.txt"], acceptance_criteria: ["held"] },
        compensate: { agent: "cleo", task: "release ${steps.a.output.id} of ${state.x}" },
      }),
      agent("b"),
    ]);
    const value = { id: "r-7", x: 3 };
    const { world } = given(
      plan,
      claim("a"),
      complete("a", {
        summary: "3 reserved",
        outputs: value,
        storedOutputs: { kind: "inline", value },
        artifacts: [file("r.txt")],
        criteria: [{ criterion: "C1", met: true, evidence: "seen" }],
        decisions: ["shelf 4"],
      }),
      claim("b"),
      blocked("b"),
    );
    const { contract, origin, resources } = stepOf(world, "undo:a");
    expect(origin).toEqual({ kind: "compensation", of: "a" });
    expect(resources).toEqual(["stock/**"]);
    expect(contract.to_agent.name).toBe("cleo");
    expect(contract.payload.context).toEqual({
      feature_description: "release r-7 of 3",
      previous_decisions: [
        "ben was asked in a: reserve 3",
        "It was to bring: r.txt; held",
        "ben reports: 3 reserved",
        "shelf 4",
        'Its outputs: {"id":"r-7","x":3}',
      ],
      constraints: [expect.stringMatching(/never begun: look first/)],
    });
    expect(contract.payload.artifacts).toMatchObject([{ path: "r.txt" }]);
    expect(contract.payload.expected_output.acceptance_criteria).toHaveLength(1);
  });

  test("is made all the same when a value of its text cannot be told", () => {
    const how = { agent: "cleo", task: "release ${steps.a.output.id}" };
    const { world } = given(
      saga([undoable("a", { compensate: how })]),
      claim("a"),
      later(1),
      cancel(),
    );
    expect(stepOf(world, "undo:a").contract.payload.context.feature_description).toMatch(
      /^release \$\{steps\.a\.output\.id\}\n\(Its values could not be filled in: /,
    );
  });

  test("does not count as done before there is evidence", () => {
    given(order3, ...does("reserve"), claim("ship"), blocked("ship"), claim("undo:reserve"))
      .when(complete("undo:reserve"))
      .told("contract_not_met")
      .step("reserve", { status: "completed" });
  });
});

describe("a compensation that fails", () => {
  const undoing = [order3, ...does("reserve", "ship"), claim("pay"), blocked("pay")];

  test("is retried as recovery says", () => {
    const { world } = given(...undoing, claim("undo:ship"), fail("undo:ship", "ECONNRESET"));
    expect(stepOf(world, "undo:ship").status).toBe("waiting");
    expect(workflow(world).status).toBe("compensating");
    lived([later(60_000), fireDue(), claim("undo:ship"), fail("undo:ship", "it broke")], world);
    lived(does("undo:ship", "undo:reserve"), world);
    expect(order(world)).toEqual(["ship", "reserve"]);
  });

  test("becomes a dead letter and a question to a human, never a new plan", () => {
    given(...undoing, claim("undo:ship"))
      .when(fail("undo:ship", "the approach is wrong", { category: "design_flaw" }))
      .yieldsTypes(
        "attempt_failed",
        "recovery_decided",
        "dead_lettered",
        "task_opened",
        "step_waiting",
      )
      .and((state) => {
        expect(state.status).toBe("compensating");
        expect([...state.tasks.values()]).toMatchObject([{ options: ["retry", "skip", "abort"] }]);
      })
      .when(decides("escalation", "retry"))
      .step("undo:ship", { status: "ready" });
  });

  test("stays undone when a human skips it; the rest goes on", () => {
    const { world } = given(
      ...undoing,
      claim("undo:ship"),
      blocked("undo:ship"),
      decides("escalation", "skip"),
      ...does("undo:reserve"),
    );
    expect(stepOf(world, "ship").status).toBe("completed");
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: "pay failed: no access; not undone: ship",
    });
  });

  test("ends the undoing when a human aborts, and can be tried again with what it stopped", () => {
    const { world } = given(
      ...undoing,
      claim("undo:ship"),
      blocked("undo:ship"),
      decides("escalation", "abort"),
    );
    expect(workflow(world)).toMatchObject({
      status: "failed",
      reason: "pay failed: no access; not undone: ship, reserve",
    });
    lived([retryStep("undo:ship")], world);
    expect(workflow(world).status).toBe("compensating");
    lived(does("undo:ship", "undo:reserve"), world);
    expect(order(world)).toEqual(["ship", "reserve"]);
    expect(workflow(world).reason).toBe("pay failed: no access");
  });

  test("halts on a critical failure and pauses on a quota, and goes on after the answer", () => {
    given(...undoing, claim("undo:ship"))
      .when(fail("undo:ship", "data lost", { category: "critical" }))
      .and((state) => expect(state.status).toBe("halted"))
      .when(decides("halt", "retry"))
      .and((state) => expect(state.status).toBe("compensating"))
      .when(claim("undo:ship"))
      .when(fail("undo:ship", "no credit", { category: "quota" }))
      .and((state) => expect(state.status).toBe("paused"))
      .when(decides("quota", "abort"))
      .and((state) => expect(state.status).toBe("failed"));
  });

  test("is not left out by an agent", () => {
    given(...undoing)
      .when(skipStep("undo:ship"))
      .refused("forbidden", /only a human/);
  });
});

describe("while work is undone", () => {
  const undoing = [order3, ...does("reserve"), claim("ship"), blocked("ship")];

  test("it can be paused, and goes on", () => {
    given(...undoing)
      .when(pause())
      .when(claim("undo:reserve"))
      .refused("workflow_not_running")
      .when(unpause())
      .and((state) => expect(state.status).toBe("compensating"));
  });

  test("nothing is added, cancelled or undone besides", () => {
    given(...undoing)
      .when(handoff("more"))
      .refused("workflow_not_running", /being undone/)
      .when(cancel())
      .refused("conflict", /terminate/)
      .when(compensate())
      .refused("conflict", /already/);
  });

  test("terminate ends it at once and accounts for what is left", () => {
    given(...undoing, claim("undo:reserve"))
      .when(terminate())
      .and((state, world) => {
        expect(state).toMatchObject({ status: "cancelled", reason: "terminated: at once" });
        expect(world.events.map(({ data }) => data)).toContainEqual(
          expect.objectContaining({ type: "compensation_ended", undone: [], left: ["reserve"] }),
        );
      });
  });
});

describe("cancel", () => {
  test("undoes the work of a plan that compensates", () => {
    const { world } = given(order3, ...does("reserve"), cancel());
    expect(workflow(world).status).toBe("compensating");
    lived(does("undo:reserve"), world);
    expect(workflow(world)).toMatchObject({ status: "cancelled", reason: "cancelled: no need" });
  });

  test("leaves the work of any other plan as it is", () => {
    given(starts(planOf([undoable("a"), agent("b")])), ...does("a"))
      .when(cancel())
      .and((state) => expect(state).toMatchObject({ status: "cancelled", compensation: null }));
  });

  test("does not walk around a human who was asked whether anything may start", () => {
    given(
      order3,
      ...does("reserve"),
      claim("ship"),
      fail("ship", "no credit", { category: "quota" }),
    )
      .when(cancel())
      .refused("forbidden")
      .when(compensate())
      .refused("forbidden")
      .when(decides("quota", "abort"))
      .and((state) => expect(state.status).toBe("compensating"));
  });
});

describe("compensate", () => {
  const plan = starts(planOf([undoable("a"), undoable("b"), agent("c"), undoable("d")]));

  test("undoes a running workflow, which is cancelled then", () => {
    const { world } = given(plan, ...does("a", "b"), claim("c"), compensate());
    expect(stepOf(world, "c").status).toBe("cancelled");
    expect(workflow(world).compensation).toMatchObject({ steps: ["b", "a"], stays: ["c"] });
    lived(does("undo:b", "undo:a"), world);
    expect(workflow(world)).toMatchObject({
      status: "cancelled",
      reason: "compensated: withdrawn",
    });
  });

  test("undoes a completed workflow", () => {
    const { world } = given(plan, ...does("a", "b", "c", "d"), compensate());
    lived(does("undo:d", "undo:b", "undo:a"), world);
    expect(workflow(world).status).toBe("cancelled");
    expect(stepOf(world, "c").status).toBe("completed");
  });

  test("undoes a failed workflow, which stays failed", () => {
    const { world } = given(
      plan,
      ...does("a", "b"),
      claim("c"),
      blocked("c"),
      decides("escalation", "abort"),
    );
    lived([compensate(), ...does("undo:b", "undo:a")], world);
    expect(workflow(world)).toMatchObject({ status: "failed", reason: "c failed: aborted by eve" });
  });

  test("from a step undoes that step and what ended after it", () => {
    const { world } = given(plan, ...does("a", "b", "c", "d"), compensate("b"));
    expect(workflow(world).compensation).toMatchObject({ steps: ["d", "b"], stays: ["c"] });
    lived(does("undo:d", "undo:b"), world);
    expect(stepOf(world, "a").status).toBe("completed");
    // What is left can be undone later, and only that.
    lived([compensate(), ...does("undo:a")], world);
    expect(order(world)).toEqual(["d", "b", "a"]);
  });

  test("never undoes twice", () => {
    given(plan, ...does("a"), compensate(), ...does("undo:a"))
      .when(compensate())
      .refused("conflict", /Nothing .* stands/)
      .when(compensate("a"))
      .refused("conflict", /it is compensated/)
      .when(retryStep("undo:a"))
      .refused("conflict");
  });

  test("says when nothing can be undone", () => {
    given(starts(planOf([agent("a"), agent("b")])), ...does("a"))
      .when(compensate())
      .refused("conflict", /a has no compensate/);
    given(handoff("h")).when(compensate()).refused("conflict");
  });
});

describe("after work was undone", () => {
  const undone = [
    starts(planOf([undoable("a"), undoable("b"), undoable("c")])),
    checkpoint("begin"),
    ...does("a"),
    checkpoint("a done"),
    ...does("b"),
    compensate("b"),
  ];

  test("a rewind goes only to a point at which it was not done yet", () => {
    given(...undone, ...does("undo:b"))
      .when(rewindTo("a done"))
      .and((state) => {
        expect(state.status).toBe("running");
        expect(state.compensation).toBeNull();
      });
    given(...undone, ...does("undo:b"), compensate(), ...does("undo:a"))
      .when(rewindTo("a done"))
      .refused("conflict", /What a did was undone since/)
      .when(rewindTo("begin"))
      .and((state) => expect(state.status).toBe("running"));
  });

  test("a rewind is refused once the undoing of a step has begun, even by force", () => {
    const begun = [
      starts(planOf([undoable("a"), agent("b")])),
      ...does("a"),
      checkpoint("done"),
      compensate(),
    ];
    given(...begun, claim("undo:a"))
      .when(rewindTo("done", true))
      .refused("conflict", /undone since/);
    given(...begun)
      .when(rewindTo("done"))
      .step("a", { status: "completed" });
  });

  test("a rewind into a rollback is refused once it has undone something", () => {
    const onFailure: OnFailure = { retry_strategy: "rollback", max_retries: 0 };
    const plan = starts(planOf([undoable("a"), agent("c", { onFailure })]));
    const failed = [plan, ...does("a"), claim("c"), fail("c", "no"), checkpoint("rolling back")];
    given(...failed, ...does("undo:a"), checkpoint("undone"), ...does("planner"))
      .when(rewindTo("rolling back"))
      .refused("conflict", /undone since/)
      .when(rewindTo("undone"))
      .and((_, world) => expect(ready(world)).toEqual(["planner"]));
  });

  test("no step of the plan is tried again", () => {
    given(order3, ...does("reserve"), claim("ship"), blocked("ship"), ...does("undo:reserve"))
      .when(retryStep("ship"))
      .refused("conflict", /nothing left to build on/);
  });

  test("a fork copies what was undone as it was", () => {
    const { world } = given(...undone, ...does("undo:b"), checkpoint("later"));
    const fork = given().world;
    lived([forkOf(world, "later")], fork);
    expect(stepOf(fork, "b").status).toBe("compensated");
  });
});

describe("rollback", () => {
  const onFailure: OnFailure = { retry_strategy: "rollback", max_retries: 0 };
  const rolling = (...nodes: Parameters<typeof planOf>[0]) =>
    starts(planOf([...nodes, agent("c", { onFailure })]));

  test("undoes what the failed step builds on, asks the sender, and has it done again", () => {
    const { world } = given(
      rolling(undoable("a"), undoable("b")),
      ...does("a", "b"),
      claim("c"),
      fail("c", "does not fit"),
    );
    expect(workflow(world).status).toBe("running");
    expect(ready(world)).toEqual(["undo:b"]);
    lived(does("undo:b"), world);
    expect(ready(world)).toEqual(["undo:a"]);
    lived(does("undo:a"), world);
    expect(order(world)).toEqual(["b", "a"]);
    expect(ready(world)).toEqual(["planner"]);
    expect(stepOf(world, "planner")).toMatchObject({
      origin: { kind: "rollback", of: "c" },
      contract: {
        payload: {
          context: {
            previous_decisions: expect.arrayContaining([
              "undone_steps: b, a (each is done again when you complete)",
            ]),
          },
        },
      },
    });
    lived(does("planner"), world);
    for (const name of ["a", "b", "c"]) {
      expect(ready(world)).toEqual([name]);
      lived(does(name), world);
    }
    expect(workflow(world).status).toBe("completed");
  });

  test("goes back only as far as everything can be undone and nothing else builds on it", () => {
    const first = rolling(undoable("a"), agent("b"), undoable("d"));
    given(first, ...does("a", "b", "d"), claim("c"))
      .when(fail("c", "no"))
      .and((_, world) => expect(ready(world)).toEqual(["undo:d"]))
      .step("a", { status: "completed" });
    const shared = starts(
      planOf([
        undoable("a"),
        undoable("b"),
        agent("c", { onFailure, after: ["b"] }),
        agent("other", { after: ["a"] }),
      ]),
    );
    given(shared, ...does("a", "b"), claim("c"))
      .when(fail("c", "no"))
      .step("b", { status: "pending" })
      .step("a", { status: "completed" });
  });

  test("keeps what the work brings the second time", () => {
    const plan = rolling(
      undoable("a", { outputs: { any: "steps.a.output.id" } }),
      set("s", { x: "7" }),
    );
    const { world } = given(
      plan,
      ...brings("a", { id: "first", x: 1 }),
      claim("c"),
      fail("c", "no"),
    );
    lived([...does("undo:a", "planner"), ...brings("a", { id: "second", x: 2 })], world);
    expect(workflow(world).flow?.nodes.get("a")?.output).toEqual({ id: "second", x: 2 });
    // What was set since stays.
    expect(workflow(world).flow?.values).toMatchObject({ any: "second", x: 7 });
  });

  test("fails the workflow when the second time brings what does not fit", () => {
    const plan = rolling(undoable("a", { outputs: { x: "steps.a.output.id" } }));
    given(
      plan,
      ...brings("a", { id: 1 }),
      claim("c"),
      fail("c", "no"),
      ...does("undo:a", "planner"),
      claim("a"),
    )
      .when(complete("a", { outputs: { id: "one" }, storedOutputs: null }))
      .and((state) => expect(state).toMatchObject({ status: "failed", reason: /a failed/ }));
  });

  test("does again also what a human let stand, and fails when undoing is aborted", () => {
    const rolled = [
      rolling(undoable("a")),
      ...does("a"),
      claim("c"),
      fail("c", "no"),
      claim("undo:a"),
      blocked("undo:a"),
    ];
    given(...rolled)
      .when(decides("escalation", "skip"))
      .and((_, world) => expect(ready(world)).toEqual(["planner"]))
      .step("a", { status: "pending" });
    const { world } = given(...rolled, decides("escalation", "abort"));
    expect(workflow(world).status).toBe("failed");
    // Trying the failed step again takes all of it up again.
    lived([retryStep("undo:a")], world);
    expect(workflow(world).status).toBe("running");
    lived(does("undo:a", "planner", "a", "c"), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("does not tell the result of the first time to whom undoes the second", () => {
    const plan = rolling(undoable("a"));
    const { world } = given(plan, ...does("a"), claim("c"), fail("c", "no"));
    lived([...does("undo:a", "planner"), claim("a"), compensate()], world);
    const [undoing = ""] = ready(world);
    const told = stepOf(world, undoing).contract.payload.context.previous_decisions;
    expect(told).toEqual([
      "ben was asked in a: do a",
      expect.stringMatching(/^It brought no result/),
    ]);
  });

  test("ends with the branch it is in", () => {
    const branch = group("g", "all", [undoable("a"), agent("c", { onFailure })]);
    const plan = starts(planOf([group("p", 1, beside(branch, agent("quick")))]));
    const { world } = given(
      plan,
      ...does("p/g/a"),
      claim("p/g/c"),
      fail("p/g/c", "no"),
      ...does("p/quick"),
    );
    expect(workflow(world).status).toBe("completed");
    expect(stepOf(world, "undo:p/g/a").status).toBe("cancelled");
    expect(stepOf(world, "p/g/a").status).toBe("cancelled");
    // What it did stands all the same, and can be undone.
    lived([compensate()], world);
    lived(does(...ready(world)), world);
    expect(stepOf(world, "p/g/a").status).toBe("compensated");
  });

  test("that is cut short by a cancel is not taken up beside what undoes it then", () => {
    const { world } = given(
      saga([undoable("a"), undoable("b"), agent("c", { onFailure })]),
      ...does("a", "b"),
      claim("c"),
      fail("c", "no"),
      cancel(),
    );
    const [first = ""] = ready(world);
    expect(first).not.toBe("undo:b");
    lived([claim(first), blocked(first), decides("escalation", "abort"), retryStep(first)], world);
    expect(workflow(world).compensation?.steps).toEqual(["b", "a"]);
    while (ready(world).length > 0) lived(does(...ready(world)), world);
    expect(order(world)).toEqual(["b", "a"]);
    expect(stepOf(world, "undo:b").status).toBe("cancelled");
  });

  test("in a saga is tried before everything is undone", () => {
    const plan = saga([undoable("a"), undoable("b"), agent("c", { onFailure, after: ["b"] })]);
    const { world } = given(plan, ...does("a", "b"), claim("c"), fail("c", "no"));
    lived([...does("undo:b", "undo:a", "planner", "a"), claim("b"), blocked("b")], world);
    expect(workflow(world)).toMatchObject({
      status: "compensating",
      compensation: { steps: ["a"] },
    });
    lived(does(...ready(world)), world);
    expect(workflow(world).status).toBe("failed");
  });
});

describe("a return to a checkpoint that undoes what was done since", () => {
  const since = [...does("reserve"), checkpoint("booked"), ...does("ship")];

  test("undoes that, latest first, and nothing from before, and only then returns", () => {
    const { world } = given(order3, ...since, ...does("pay"), returnTo("booked"));
    expect(workflow(world).status).toBe("compensating");
    lived(does("undo:pay"), world);
    expect(ready(world)).toEqual(["undo:ship"]);
    lived(does("undo:ship"), world);
    expect(order(world)).toEqual(["pay", "ship"]);
    expect(workflow(world)).toMatchObject({ status: "running", compensation: null });
    expect(stepOf(world, "reserve").status).toBe("completed");
    expect(ready(world)).toEqual(["ship"]);
    lived(does("ship", "pay", "confirm"), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("never ends the workflow in between, so nobody is told that it has ended", () => {
    const { world } = given(order3, ...since, returnTo("booked"), ...does("undo:ship"));
    const statuses = world.events.flatMap(({ data }) =>
      data.type === "workflow_status_changed" ? [data.status] : [],
    );
    expect(statuses).not.toContain("cancelled");
    expect(world.events.map(({ data }) => data.type)).toContain("compensation_ended");
  });

  test("returns at once when nothing done since can be undone", () => {
    given(saga([undoable("a"), agent("b"), agent("c")]), ...does("a"), checkpoint("early"))
      .when(returnTo("early"))
      .step("b", { status: "ready" });
    const bare = saga([agent("a"), agent("b"), agent("c")]);
    given(bare, ...does("a"), checkpoint("early"), ...does("b"))
      .when(returnTo("early"))
      .step("b", { status: "ready" });
  });

  test("undoes what is at work, when it is forced to", () => {
    given(order3, ...since, claim("pay"))
      .when(returnTo("booked"))
      .refused("conflict", /works on pay/)
      .when(returnTo("booked", true))
      .and((_, world) => expect(ready(world)).toEqual(["undo:pay"]));
  });

  test("returns as well when people let stand what nobody can undo", () => {
    const { world } = given(order3, ...since, returnTo("booked"));
    lived([claim("undo:ship"), blocked("undo:ship")], world);
    expect(workflow(world).openTasks).toBe(1);
    lived([decides("escalation", "skip")], world);
    expect(workflow(world)).toMatchObject({ status: "running", compensation: null });
    expect(ready(world)).toEqual(["ship"]);
  });

  test("does not return when the undoing is stopped, but does when it is taken up again", () => {
    const { world } = given(order3, ...since, returnTo("booked"), claim("undo:ship"));
    lived([blocked("undo:ship"), decides("escalation", "abort")], world);
    expect(workflow(world).status).toBe("cancelled");
    lived([retryStep("undo:ship"), ...does("undo:ship")], world);
    expect(workflow(world).status).toBe("running");
    expect(ready(world)).toEqual(["ship"]);
  });

  test("is refused to a point at which something counts as done that was undone since", () => {
    given(order3, ...since, compensate(), ...does("undo:ship", "undo:reserve"))
      .when(returnTo("booked"))
      .refused("conflict", /reserve did was undone since/);
    given(order3, ...since, compensate())
      .when(returnTo("booked"))
      .refused("conflict", /being undone already/);
  });
});
