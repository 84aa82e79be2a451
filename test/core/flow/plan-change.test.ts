import { describe, expect, test } from "vitest";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import type { Json } from "../../../src/core/json.ts";
import { initialState, type StreamState } from "../../../src/core/state/stream-state.ts";
import { given } from "../spec/given.ts";
import { lived } from "../spec/lived.ts";
import {
  cancel,
  checkpoint,
  claim,
  complete,
  fail,
  forkOf,
  handoff,
  pause,
  rewindTo,
  unpause,
} from "../spec/moves.ts";
import { type Move, newWorld, perform, type World, workflow } from "../spec/world.ts";
import { amends, changesTo, migrates } from "./change-moves.ts";
import { agent, beside, choice, each, follows, group, loop, planOf, starts } from "./plan-of.ts";

const statuses = (world: World): Record<string, string> =>
  Object.fromEntries(
    [...(workflow(world).flow?.nodes.values() ?? [])].map((each) => [each.key, each.status]),
  );
const does = (step: string, value: Json = null): Move[] => [
  claim(step),
  complete(step, { outputs: value, storedOutputs: { kind: "inline", value } }),
];

describe("amending", () => {
  test("a stage added to the end is reached, and the workflow does not end before it", () => {
    const { world } = given(follows(agent("a"), agent("b")), ...does("a"));
    given(follows(agent("a"), agent("b")), ...does("a"))
      .when(amends(agent("a"), agent("b"), agent("c")))
      .yields({
        type: "plan_changed",
        how: "amend",
        added: ["c"],
        removed: [],
        changed: [],
        reason: "the plan was wrong",
      });
    lived([amends(agent("a"), agent("b"), agent("c")), ...does("b")], world);
    expect(workflow(world).status).toBe("running");
    lived(does("c"), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("a stage put between two that have not started comes between them", () => {
    const { world } = given(
      follows(agent("a"), agent("b"), agent("c")),
      claim("a"),
      amends(agent("a"), agent("b"), agent("x"), agent("c")),
      complete("a"),
      ...does("b"),
    );
    expect(statuses(world)).toEqual({ a: "completed", b: "completed", x: "active", c: "pending" });
  });

  test("a stage whose predecessors are done begins at once", () => {
    given(follows(agent("a"), agent("b")), ...does("a"))
      .when(amends(agent("a"), agent("b"), agent("x", { after: ["a"] })))
      .yieldsTypes("plan_changed", "node_started", "handoff_created", "step_ready")
      .and((state) => expect(state.steps.get("x")?.needs).toEqual(["a"]));
  });

  test("a removed stage does not run, and what followed it follows what is left", () => {
    const { world } = given(
      follows(agent("a"), agent("b"), agent("c")),
      claim("a"),
      amends(agent("a"), agent("c")),
      complete("a"),
    );
    expect(statuses(world)).toEqual({ a: "completed", c: "active" });
    lived(does("c"), world);
    expect(workflow(world).status).toBe("completed");
  });

  test("without what was left, the workflow ends with what runs", () => {
    const { world } = given(
      follows(agent("a"), agent("b", { when: "false" }), agent("c")),
      claim("a"),
      amends(agent("a")),
      complete("a"),
    );
    expect(workflow(world).status).toBe("completed");
  });

  test("a replaced stage runs as it is now", () => {
    const { world } = given(
      follows(agent("a"), agent("b")),
      amends(agent("a"), agent("b", { task: "do it otherwise", agent: "cleo" })),
      ...does("a"),
    );
    expect(workflow(world).steps.get("b")).toMatchObject({
      agent: "cleo",
      contract: { payload: { context: { feature_description: "do it otherwise" } } },
    });
  });

  test("the body of a stage that has not started may be anything", () => {
    const plan = (...names: string[]) => [
      agent("a"),
      group("g", "all", beside(...names.map((name) => agent(name)))),
    ];
    const { world } = given(
      follows(...plan("b", "c")),
      claim("a"),
      amends(...plan("c", "d", "e")),
      complete("a"),
    );
    expect(Object.keys(statuses(world)).sort()).toEqual(["a", "g", "g/c", "g/d", "g/e"]);
  });

  test("a way not taken stays so: what is added behind it is skipped", () => {
    const nodes = (...more: ReturnType<typeof agent>[]) => [
      choice("q", [{ when: "x > 1", goto: "yes" }], "no"),
      agent("yes", { after: [] }),
      agent("no", { after: [] }),
      ...more,
    ];
    const { world } = given(
      follows(...nodes()),
      amends(...nodes(agent("later", { after: ["yes"] }), agent("sooner", { after: ["q"] }))),
    );
    expect(statuses(world)).toMatchObject({
      yes: "skipped",
      no: "active",
      later: "skipped",
      sooner: "active",
    });
  });

  test("amendments add up, and are remembered in the order they came", () => {
    const { world } = given(
      follows(agent("a")),
      changesTo(planOf([agent("a"), agent("b")]), { add: [{ name: "b" }] }),
      changesTo(planOf([agent("a"), agent("b"), agent("c")]), { add: [{ name: "c" }] }),
    );
    expect(workflow(world).flow?.amendments).toEqual([
      { add: [{ name: "b" }] },
      { add: [{ name: "c" }] },
    ]);
  });

  test("a paused workflow may be amended, and goes on by its new plan", () => {
    const { world } = given(
      follows(agent("a"), agent("b")),
      pause(),
      amends(agent("a"), agent("x", { after: [] })),
      unpause(),
    );
    expect(statuses(world)).toEqual({ a: "active", x: "active" });
  });
});

describe("an amendment is refused", () => {
  const nested = [
    group("g", "all", beside(agent("a"), agent("b"))),
    choice("q", [{ when: "x > 1", goto: "yes" }], "no"),
    agent("yes", { after: [] }),
    agent("no", { after: [] }),
    agent("end", { after: ["yes", "no"] }),
  ];

  test("when it removes what has started, or what is done", () => {
    given(follows(agent("a"), agent("b")), claim("a"))
      .when(amends(agent("b")))
      .refused("conflict", /a has started and would be gone/);
    given(follows(agent("a"), agent("b")), ...does("a"))
      .when(amends(agent("b")))
      .refused(
        "conflict",
        /a is completed and would be gone; b has started and would follow nothing/,
      );
  });

  test("when it replaces what has started, saying in what", () => {
    given(follows(agent("a"), agent("b")))
      .when(amends(agent("a", { task: "other", agent: "cleo" }), agent("b")))
      .refused("conflict", /a has started and would differ in agent, task/);
  });

  test("when a started stage would have to wait for something new", () => {
    given(follows(agent("a"), agent("b")), ...does("a"))
      .when(amends(agent("a"), agent("x"), agent("b")))
      .refused("conflict", /b has started and would follow x instead of a.*with needs/);
  });

  test("when it touches the body of an active scope", () => {
    given(follows(...nested), claim("g/a"))
      .when(
        amends(group("g", "all", beside(agent("a"), agent("b"), agent("c"))), ...nested.slice(1)),
      )
      .refused("conflict", /g has started and would have other stages in it/);
    given(follows(loop("r", "ok", 3, [agent("a"), agent("b")])), claim("r[1]/a"))
      .when(amends(loop("r", "ok", 3, [agent("a")])))
      .refused("conflict", /r has started and would have other stages in it/);
  });

  test("when it touches a settled join or a taken choice", () => {
    const chosen = given(follows(...nested), ...does("g/a"), ...does("g/b"));
    chosen
      .when(
        amends(
          ...nested.slice(0, 1),
          choice("q", [{ when: "x > 2", goto: "yes" }], "no"),
          ...nested.slice(2),
        ),
      )
      .refused("conflict", /q is completed and would differ in ways/);
    chosen
      .when(amends(...nested.slice(0, 2), ...nested.slice(3)))
      .refused("conflict", /yes is skipped and would be gone/);
  });

  test("when a step beside the plan has the name of a new stage", () => {
    given(follows(agent("a")), handoff("x"))
      .when(amends(agent("a"), agent("x")))
      .refused("conflict", /has a step x beside its plan already/);
  });

  test("when it changes nothing, or was made from a plan that is not followed any more", () => {
    const twice = given(follows(agent("a")));
    twice.when(amends(agent("a"))).refused("conflict", /follows that plan already/);
    const stale = changesTo(planOf([agent("a"), agent("b")]))(twice.world);
    lived([amends(agent("a"), agent("c"))], twice.world);
    twice.when(() => stale).refused("conflict", /changed by somebody else meanwhile/);
  });

  test("when the work is being undone: no new stage begins then", () => {
    const saga = planOf([agent("a", { compensate: { agent: "cleo", task: "undo" } }), agent("b")], {
      onFailure: "compensate",
    });
    given(starts(saga), ...does("a"), claim("b"))
      .when(fail("b", "no access", { category: "blocker" }))
      .and((state) => expect(state.status).toBe("compensating"))
      .when(amends(agent("a"), agent("b"), agent("c", { after: [] })))
      .refused("conflict", /is being undone/);
  });

  test("when the workflow has ended, or follows no plan", () => {
    given(follows(agent("a")), cancel())
      .when(amends(agent("a"), agent("b")))
      .refused("workflow_not_running");
    given(handoff("a"))
      .when(amends(agent("a")))
      .refused("conflict", /grows from handoffs/);
  });
});

describe("migrating", () => {
  test("moves to a version that has all that started unchanged; earlier amendments are of the past", () => {
    const { world } = given(
      follows(agent("a"), agent("b")),
      amends(agent("a"), agent("b"), agent("c")),
      ...does("a"),
      migrates({}, agent("a"), agent("b"), agent("d")),
    );
    expect(workflow(world).flow).toMatchObject({ plan: { version: "2.0" }, amendments: [] });
    expect(statuses(world)).toEqual({ a: "completed", b: "active", d: "pending" });
  });

  test("is refused with every stage that differs", () => {
    given(follows(agent("a"), agent("b")), ...does("a"))
      .when(migrates({}, agent("a", { task: "new" }), agent("x")))
      .refused(
        "conflict",
        /a is completed and would differ in task; b has started and would be gone/,
      );
  });

  test("takes values and inputs along, and begins new ones", () => {
    const { world } = given(
      follows(agent("a"), agent("b")),
      ...does("a", { x: 7 }),
      migrates(
        {
          state: {
            x: { type: "integer", values: null },
            more: { type: "string", values: null, initial: "yes" },
          },
        },
        agent("a"),
        agent("b"),
      ),
    );
    expect(workflow(world).flow?.values).toEqual({ x: 7, more: "yes" });
  });

  test("is refused when a value does not fit, or an input is not taken", () => {
    given(follows(agent("a"), agent("b")), ...does("a", { x: 7 }))
      .when(migrates({ state: { x: { type: "string", values: null } } }, agent("a"), agent("b")))
      .refused("conflict", /state.x must be string, not integer/);
    given(starts(planOf([agent("a")]), { items: ["q"] }))
      .when(migrates({ input: {} }, agent("a")))
      .refused("conflict", /takes no input "items"/);
  });

  test("another timeout moves the end by the difference", () => {
    const { world } = given(follows(agent("a")));
    const before = workflow(world).flow?.deadline ?? 0;
    lived([migrates({ timeoutSeconds: 3600 }, agent("a"))], world);
    expect(workflow(world).flow?.deadline).toBe(before - 82_800_000);
  });
});

describe("the history", () => {
  const story = [
    follows(agent("a"), agent("b")),
    checkpoint("early"),
    amends(agent("a"), agent("b"), agent("c")),
    checkpoint("late"),
  ];

  test("a rewind to before an amendment returns to the old plan", () => {
    const { world } = given(...story, rewindTo("early"));
    expect(Object.keys(statuses(world)).sort()).toEqual(["a", "b"]);
    expect(workflow(world).flow).toMatchObject({ amendments: [], planVersion: 2 });
    lived([...does("a"), ...does("b")], world);
    expect(workflow(world).status).toBe("completed");
  });

  test("a fork copies the amended plan, and goes on with it", () => {
    const { world } = given(...story);
    const fork = newWorld("orch_fork", { at: world.at, nextId: 1e6 });
    perform(fork, forkOf(world, "late")(fork) ?? { type: "pause", reason: "" });
    lived(
      [...does("a"), ...does("b"), amends(agent("a"), agent("b"), agent("c"), agent("d"))],
      fork,
    );
    lived([...does("c"), ...does("d")], fork);
    expect(workflow(fork).status).toBe("completed");
  });

  test("the fold of the events is the state", () => {
    const { world } = given(...story, ...does("a"));
    const folded = world.events.reduce<StreamState>(evolve, initialState(world.stream));
    expect(JSON.stringify(folded)).toBe(JSON.stringify(world.state));
  });
});

describe("a planner's amendment", () => {
  const flawed = fail("a", "the approach is wrong", { category: "design_flaw" });
  const proposes =
    (plan: ReturnType<typeof planOf>, over?: number): Move =>
    (world) =>
      complete("planner", {
        amendment: {
          type: "proposed",
          change: {
            how: "amend",
            plan,
            changes: { add: [] },
            over: over ?? workflow(world).flow?.planVersion ?? 0,
            reason: "planned anew",
          },
        },
      })(world);
  const stuck = [follows(agent("a"), agent("b")), claim("a"), flawed, claim("planner")];

  test("is applied with its completion", () => {
    given(...stuck)
      .when(proposes(planOf([agent("a"), agent("x"), agent("b")])))
      .yieldsTypes(
        "attempt_completed",
        "plan_changed",
        "need_met",
        "step_ready",
        "checkpoint_created",
      );
  });

  test("is judged with the contract: what clashes is missing, and nothing is completed", () => {
    given(...stuck)
      .when(proposes(planOf([agent("a", { task: "other" }), agent("b")])))
      .told("contract_not_met", /outputs.amendment: a has started and would differ in task/)
      .step("planner", { status: "active" });
    given(...stuck)
      .when(complete("planner", { amendment: { type: "faulty", faults: ["add[0]: is wrong"] } }))
      .told("contract_not_met", /add\[0\]: is wrong/);
  });

  test("counts no refusal when the plan was changed meanwhile", () => {
    given(...stuck)
      .when(proposes(planOf([agent("a"), agent("x")]), 1))
      .refused("conflict", /changed by somebody else meanwhile/);
  });

  test("that changes nothing is no change", () => {
    given(...stuck)
      .when(proposes(planOf([agent("a"), agent("b")])))
      .and((state) => expect(state.flow?.amendments).toEqual([]));
  });

  test("of a workflow without a plan is missing one", () => {
    given(handoff("a"), claim("a"), flawed, claim("planner"))
      .when(proposes(planOf([agent("a")]), 0))
      .told("contract_not_met", /follows no plan/);
  });
});

test("items of a list that is worked on cannot be changed, later stages can", () => {
  const list = each("e", "input.items", [agent("c")]);
  const { world } = given(
    follows(list, agent("z")),
    ...does("e[1]/c"),
    amends(list, agent("y"), agent("z")),
    ...does("e[2]/c"),
    ...does("e[3]/c"),
  );
  expect(statuses(world)).toMatchObject({ e: "completed", y: "active", z: "pending" });
});
