import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learnedAgain, learningId, normalised } from "../../src/core/brain/learning.ts";
import { percentile } from "../../src/core/brain/percentile.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import { excerpt } from "../../src/core/excerpt.ts";
import type { ExecutionRow } from "../../src/core/project/brain-row.ts";
import { project } from "../../src/core/project/project.ts";
import { excerptLimit } from "../../src/core/project/project-execution.ts";
import {
  importStream,
  originOf,
  sessionOf,
  sessionStream,
} from "../../src/core/state/brain-state.ts";
import { agent as node, planOf, starts } from "./flow/plan-of.ts";
import { begins, ends, endsSession, imports } from "./spec/brain-moves.ts";
import { given } from "./spec/given.ts";
import { checkWorld } from "./spec/invariants.ts";
import { lived } from "./spec/lived.ts";
import {
  ask,
  checkpoint,
  claim,
  complete,
  fail,
  forkOf,
  handoff,
  later,
  rewindTo,
} from "./spec/moves.ts";
import { type Move, newWorld, perform, start, type World } from "./spec/world.ts";

const executions = ({ tables }: World): readonly ExecutionRow[] =>
  [...tables.values()].filter(
    (row): row is ExecutionRow => "table" in row && row.table === "execution",
  );

const sessionWorld = (...moves: readonly Move[]): World =>
  lived(moves, newWorld(sessionStream("s/1")));

const act = (world: World, move: Move) => {
  const intent = move(world);
  if (intent === null) throw new Error("nothing was done");
  const done = perform(world, intent);
  checkWorld(world);
  return done.type === "refused" ? done : done.events.map(({ data }) => data);
};

describe("the end of an attempt", () => {
  test("is an execution, whatever the end, and says whether it counts", () => {
    const { world } = given(
      handoff("api", { context: { feature_description: "Build the API" } }),
      claim("api", { session: "s1" }),
      ask("api", ["which?"]),
      handoff("ui"),
      claim("ui"),
      fail("ui", "timeout", { category: "transient" }),
      handoff("db"),
      claim("db"),
      fail("db", "no access", { category: "blocker" }),
      handoff("docs"),
      claim("docs"),
      complete("docs", { tokensUsed: 70 }),
    );
    expect(executions(world)).toMatchObject([
      {
        step: "api",
        status: "needs_input",
        counts: false,
        session: "s1",
        task: "Build the API",
        workflow: world.stream,
        attempt: 1,
        durationMs: 1000,
      },
      { step: "ui", status: "failed", counts: true, result: "timeout", session: null },
      { step: "db", status: "failed", counts: false },
      { step: "docs", status: "completed", counts: true, tokensUsed: 70 },
    ]);
  });

  test("without a result is one, too, and the next attempt another", () => {
    const { world } = given(handoff("api"), claim("api"), later(1_900_000), claim("api"));
    expect(executions(world)).toMatchObject([{ status: "expired", counts: false, attempt: 1 }]);
    perform(world, complete("api")(world) ?? { type: "pause", reason: "" });
    expect(
      executions(world).map(({ status, execution }) => [status, execution.split(":")[1]]),
    ).toEqual([
      ["expired", "1"],
      ["completed", "2"],
    ]);
  });

  test("is kept over a rewind, also of attempts the rewind cuts off", () => {
    const { world } = given(
      handoff("api"),
      checkpoint("before"),
      claim("api"),
      complete("api", { learnings: ["Maps are fast"] }),
      rewindTo("before"),
      claim("api"),
    );
    expect(executions(world)).toMatchObject([{ status: "completed" }]);
    const cut = act(world, rewindTo("before", true));
    expect(cut).toMatchObject([{ type: "rewound" }]);
    expect(executions(world)).toMatchObject([
      { status: "completed" },
      { status: "revoked", attempt: 1, counts: false },
    ]);
    expect(world.tables.get("learning maps are fast")).toMatchObject({ times: 1 });
  });

  test("is not counted again by a fork", () => {
    const { world } = given(
      handoff("api"),
      claim("api"),
      complete("api"),
      handoff("ui"),
      claim("ui"),
      checkpoint("here"),
    );
    world.at += 1000;
    const forked = newWorld("orch_fork", { at: world.at + 1000 });
    const intent = forkOf(world, "here")(forked);
    if (intent === null) throw new Error("no fork");
    perform(forked, intent);
    expect(forked.state).toMatchObject({ kind: "workflow" });
    expect(executions(forked)).toEqual([]);
    expect(executions(world)).toHaveLength(1);
  });

  test("counts values that a step beside it wrote, too", () => {
    const brings = (step: string, x: number) =>
      complete(step, { outputs: { x }, storedOutputs: { kind: "inline", value: { x } } });
    const world = lived([
      starts(planOf([node("a", { after: [] }), node("b", { after: [] })])),
      claim("a"),
      claim("b"),
      brings("b", 2),
      brings("a", 1),
    ]);
    expect(world.rows.filter(({ type }) => type === "contested")).toEqual([
      { type: "contested", execution: executions(world)[1]?.execution, values: 1 },
    ]);
    expect(executions(world)[1]).toMatchObject({ step: "a" });
  });

  test("keeps the beginning of long texts", () => {
    const { world } = given(
      handoff("api", { context: { feature_description: "x".repeat(5000) } }),
      claim("api"),
      complete("api", { summary: "y".repeat(5000) }),
    );
    const [row] = executions(world);
    expect(row?.task).toHaveLength(excerptLimit);
    expect(row?.result?.endsWith("y…")).toBe(true);
  });
});

test("a claim records which learnings its brief is given", () => {
  given(handoff("api"))
    .when(claim("api", { learnings: ["lrn_1", "lrn_2"] }))
    .yields(
      { type: "attempt_started" },
      { type: "learnings_given", step: "api", attempt: 1, learnings: ["lrn_1", "lrn_2"] },
    )
    .step("api", { attempts: [{ learnings: ["lrn_1", "lrn_2"] }] })
    .and((_, { rows }) =>
      expect(rows.filter(({ type }) => type === "learning_used")).toEqual([
        { type: "learning_used", learning: "lrn_1" },
        { type: "learning_used", learning: "lrn_2" },
      ]),
    );
  given(handoff("api")).when(claim("api")).yieldsTypes("attempt_started");
});

describe("a session", () => {
  test("begins with its first entry; the end of an execution is told by agent and task", () => {
    const world = newWorld(sessionStream("s/1"));
    expect(act(world, begins("try it"))).toMatchObject([
      { type: "session_started" },
      { type: "execution_began", agent: "ben", task: "try it" },
    ]);
    const [row] = executions(world);
    expect(row).toMatchObject({ status: "running", session: "s/1", counts: false });
    world.at += 5000;
    expect(
      act(world, ends("try it", { result: "fine", learnings: ["Ice is cold"] })),
    ).toMatchObject([
      { type: "execution_ended", execution: row?.execution, durationMs: 5000, result: "fine" },
    ]);
    expect(executions(world)).toMatchObject([
      { status: "completed", counts: true, result: "fine", durationMs: 5000, startedAt: start },
    ]);
    expect(world.tables.get("learning ice is cold")).toMatchObject({
      agent: "ben",
      workflow: null,
    });
    expect(world.tables.get("session s/1")).toMatchObject({ executions: 1, startedAt: start });
  });

  test("takes what is logged as running twice for the same execution", () => {
    const world = sessionWorld(begins("try it"));
    expect(act(world, begins("try it"))).toEqual([]);
    expect(act(world, begins("try it", { agent: "cleo" }))).toMatchObject([
      { type: "execution_began" },
    ]);
    expect(executions(world)).toHaveLength(2);
  });

  test("takes an end without a beginning as both, of a duration that nobody knows unless it is told", () => {
    const world = newWorld(sessionStream("s/1"));
    expect(act(world, ends("a"))).toMatchObject([
      { type: "session_started" },
      { type: "execution_began" },
      { type: "execution_ended", durationMs: null },
    ]);
    act(world, ends("b", { durationMs: 300, status: "failed" }));
    expect(executions(world)).toMatchObject([
      { durationMs: null, status: "completed" },
      { durationMs: 300, status: "failed", startedAt: start - 300, at: start },
    ]);
  });

  test("does not count work of a workflow, whose handoffs count", () => {
    const world = sessionWorld(ends("a", { workflow: "orch_1" }), ends("b"));
    expect(executions(world)).toMatchObject([
      { workflow: "orch_1", counts: false },
      { workflow: null, counts: true },
    ]);
  });

  test("ends with a summary, and begins again with what is logged after that", () => {
    const world = sessionWorld(begins("a"), endsSession("half of it"));
    expect(world.state).toMatchObject({ endedAt: start + 1000, summary: "half of it" });
    expect(world.tables.get("session s/1")).toMatchObject({
      endedAt: start + 1000,
      summary: "half of it",
    });
    expect(act(world, ends("a"))).toMatchObject([{ type: "execution_ended" }]);
    expect(act(world, ends("b"))).toMatchObject([
      { type: "session_started" },
      { type: "execution_began" },
      { type: "execution_ended" },
    ]);
    expect(world.state).toMatchObject({ endedAt: null, summary: null });
    expect(world.tables.get("session s/1")).toMatchObject({ endedAt: null, executions: 2 });
  });
});

describe("an import", () => {
  test("takes what is new, marked with where it is from", () => {
    const world = newWorld(importStream("db/2"));
    expect(act(world, imports(["x:1", "x:2"], ["lrn_1"]))).toMatchObject([
      { type: "brain_imported", executions: [{}, {}], learnings: [{}] },
    ]);
    expect(executions(world)).toMatchObject([
      { execution: "db/2:x:1", origin: "db/2", workflow: null, handoff: null, session: null },
      { execution: "db/2:x:2" },
    ]);
    expect(world.tables.get("learning what lrn_1 says")).toMatchObject({
      origin: "db/2",
      times: 2,
      firstAt: 1000,
      lastAt: 5000,
    });
  });

  test("leaves out what is here already, also within itself", () => {
    const world = newWorld(importStream("db/2"));
    act(world, imports(["x:1"], ["lrn_1"]));
    expect(act(world, imports(["x:1"], ["lrn_1"]))).toEqual([]);
    expect(act(world, imports(["x:1", "x:3", "x:3"]))).toMatchObject([
      { executions: [{ execution: "x:3" }], learnings: [] },
    ]);
  });
});

test("streams of the brain take no other commands and events, nor do others take theirs", () => {
  for (const stream of [sessionStream("s"), importStream("d")]) {
    const world = newWorld(stream);
    expect(perform(world, { type: "pause", reason: "" })).toMatchObject({ code: "internal" });
    const [foreign] = given(handoff("api")).world.events;
    if (foreign === undefined) throw new Error("no event");
    expect(evolve(world.state, foreign)).toBe(world.state);
    expect(project(world.state, world.state, foreign)).toEqual([]);
  }
  const { world } = given(handoff("api"));
  for (const move of [begins("a"), endsSession(), imports(["x"])]) {
    expect(act(world, move)).toMatchObject({ code: "internal" });
  }
});

test("names of streams tell the session and the database", () => {
  for (const name of ["plain", "a/b", "a%2Fb", "ü ß", ".."]) {
    expect(sessionOf(sessionStream(name))).toBe(name);
    expect(originOf(importStream(name))).toBe(name);
  }
});

describe("learnings", () => {
  const hash = (text: string): string => `${text}................`;

  test("are the same for the same words", () => {
    expect(normalised(" Use  THE\ncache. ")).toBe("use the cache");
    expect(normalised("...")).toBe("...");
    expect(learningId("Use the cache!", hash)).toBe(learningId("use the cache", hash));
    expect(learningId("Use a cache", hash)).not.toBe(learningId("use the cache", hash));
  });

  test("keep whom they are from, however often they are learned, and in whatever order", () => {
    const change = (agent: string, at: number) => ({
      type: "learned" as const,
      text: "T",
      agent,
      workflow: null,
      origin: null,
      firstAt: at,
      at,
      times: 1,
    });
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (times) => {
        const [first = 0] = times;
        const rows = times.map((at) => change(`a${at}`, at));
        const row = rows.reduce<ReturnType<typeof learnedAgain> | undefined>(
          (before, each) => learnedAgain(before, "lrn_1", each),
          undefined,
        );
        expect(row).toMatchObject({
          agent: `a${first}`,
          times: times.length,
          lastAt: Math.max(...times),
        });
      }),
    );
  });
});

test("an excerpt cuts no character in half", () => {
  expect(excerpt("short", 5)).toBe("short");
  expect(excerpt("too long", 5)).toBe("too …");
  expect(excerpt("abc😀def", 5)).toBe("abc…");
});

test("a percentile is a value that was measured", () => {
  expect(percentile([], 0.5)).toBeNull();
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(percentile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(
    percentile(
      Array.from({ length: 100 }, (_, i) => i + 1),
      0.95,
    ),
  ).toBe(95);
});
