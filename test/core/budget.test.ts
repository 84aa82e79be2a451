import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BudgetEntry, entryLimit } from "../../src/core/budget/ledger.ts";
import { ledgerOf } from "../../src/core/budget/ledger-of.ts";
import { oldMs, optimize, unusedMs, veryOldMs } from "../../src/core/budget/optimize.ts";
import { budgetStatus, type Pool, pools } from "../../src/core/budget/pool.ts";
import { pressureOf } from "../../src/core/budget/pressure.ts";
import { budgetStream } from "../../src/core/state/budget-state.ts";
import { allocate, charge, optimizes, release } from "./spec/budget-moves.ts";
import { given } from "./spec/given.ts";
import { checkWorld } from "./spec/invariants.ts";
import { lived } from "./spec/lived.ts";
import { checkpoint, claim, complete, fail, handoff, later, rewindTo } from "./spec/moves.ts";
import { type Move, newWorld, perform, type World } from "./spec/world.ts";

const session = (...moves: readonly Move[]): World => lived(moves, newWorld(budgetStream("s1")));

const entriesOf = (world: World): readonly BudgetEntry[] => [
  ...ledgerOf(world.state).ledger.entries.values(),
];

const pressure = (world: World) => {
  const { ledger, briefs } = ledgerOf(world.state);
  return pressureOf(ledger, briefs);
};

/** What optimizing now would do. */
const optimized = (world: World, ...done: readonly string[]) => {
  const { ledger, briefs } = ledgerOf(world.state);
  return optimize(ledger, briefs, world.at, new Set(done));
};

describe("a ledger", () => {
  test("begins with the usual soft limits, 150,000 tokens in all", () => {
    expect(pressure(session())).toMatchObject({
      worst: "ok",
      total: { used: 0, soft: 150_000, percent: 0 },
      pools: [
        { pool: "reserved", soft: 30_000 },
        { pool: "learnings", soft: 20_000 },
        { pool: "backlog", soft: 15_000 },
        { pool: "plans", soft: 30_000 },
        { pool: "context7", soft: 25_000 },
        { pool: "working", soft: 30_000 },
      ],
    });
  });

  test("is at warning from 80 % and critical from 95 %, for each pool and in total", () => {
    expect([7_999, 8_000, 9_499, 9_500].map((used) => budgetStatus(used, 10_000))).toEqual([
      "ok",
      "warning",
      "warning",
      "critical",
    ]);
    const full = session(
      ...pools.map((pool) => charge(pool, pool, 14_000)),
      charge("plans", "p", 29_000),
    );
    expect(pressure(full).pools.find(({ pool }) => pool === "plans")?.status).toBe("critical");
    expect(pressure(full)).toMatchObject({ worst: "critical", total: { status: "ok" } });
  });

  test("a charge under a label takes the place of what was there", () => {
    const world = session(charge("plans", "roadmap", 900), charge("plans", "roadmap", 300));
    expect(entriesOf(world)).toMatchObject([{ label: "roadmap", tokens: 300 }]);
    expect(pressure(world).total.used).toBe(300);
  });

  test("the same label in two pools is two entries", () => {
    expect(entriesOf(session(charge("plans", "a", 1), charge("backlog", "a", 2)))).toHaveLength(2);
  });

  test("what has no label gets a name, under which it is released", () => {
    const world = session(charge("working", null, 70), charge("working", null, 5));
    const [first] = entriesOf(world).filter(({ tokens }) => tokens === 70);
    expect(first?.label).toMatch(/^entry_/);
    lived([release(first?.label ?? "")], world);
    expect(entriesOf(world)).toMatchObject([{ tokens: 5 }]);
  });

  test("a pool is released as a whole", () => {
    const world = session(
      charge("plans", "a", 1),
      charge("plans", "b", 2),
      charge("backlog", "c", 4),
    );
    lived([release(null, "plans")], world);
    expect(pressure(world).total.used).toBe(4);
  });

  test("what is not there is not released, and one is told what is", () => {
    const world = session(charge("plans", "roadmap", 1));
    const refusal = perform(world, { type: "release_budget", label: "map", pool: null });
    expect(refusal).toMatchObject({ code: "not_found", details: { labels: ["roadmap"] } });
    const empty = perform(world, { type: "release_budget", label: null, pool: "backlog" });
    expect(empty).toMatchObject({ code: "not_found", message: "Nothing is charged to backlog." });
  });

  test("takes no more entries than it can hold, but lets one be charged anew", () => {
    const many = Array.from({ length: entryLimit }, (_, i) => charge("working", `e${i}`, 1));
    const world = newWorld(budgetStream("s1"));
    for (const move of many) {
      const intent = move(world);
      if (intent !== null) perform(world, intent);
    }
    const intent = charge("working", "one more", 1)(world);
    expect(intent === null ? null : perform(world, intent)).toMatchObject({ code: "too_large" });
    lived([charge("working", "e7", 2)], world);
    expect(pressure(world).total.used).toBe(entryLimit + 1);
  });

  test("takes no other commands", () => {
    expect(perform(session(), { type: "pause", reason: "x" })).toMatchObject({ code: "internal" });
  });

  test("holds what its entries hold, whatever is done to it, and releases exactly what was charged", () => {
    const label = fc.constantFrom("a", "b", "c", null);
    const pool = fc.constantFrom(...pools);
    const move: fc.Arbitrary<Move> = fc.oneof(
      fc
        .tuple(
          pool,
          label,
          fc.nat({ max: 20_000 }),
          fc.constantFrom(1 as const, 2 as const, 3 as const),
        )
        .map(([where, name, tokens, tier]) => charge(where, name, tokens + 1, { tier })),
      fc.tuple(label, fc.option(pool)).map(([name, where]) => release(name, where)),
      fc.tuple(pool, fc.nat({ max: 50_000 })).map(([where, soft]) => allocate(where, soft + 1)),
      fc.constant(optimizes("a")),
      fc.nat({ max: veryOldMs }).map((ms) => later(ms)),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const world = newWorld(budgetStream("s1"));
        for (const each of moves) {
          const intent = each(world);
          const before = pressure(world).total.used;
          const gone = entriesOf(world);
          if (intent !== null) perform(world, intent);
          checkWorld(world);
          const there = new Set(entriesOf(world).map(({ id }) => id));
          const freed = gone
            .filter(({ id }) => !there.has(id))
            .reduce((sum, e) => sum + e.tokens, 0);
          const known = new Set(gone.map(({ id }) => id));
          const added = entriesOf(world).filter(({ id }) => !known.has(id));
          const charged = added.reduce((sum, e) => sum + e.tokens, 0);
          expect(pressure(world).total.used).toBe(before - freed + charged);
          for (const { used } of pressure(world).pools) expect(used).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("optimizing", () => {
  test("does nothing while nothing is near its limit", () => {
    const world = session(charge("plans", "old", 10, { tier: 3 }));
    expect(optimized(world, "old").steps.map(({ tier, tokens }) => [tier, tokens])).toEqual([
      ["learnings", 0],
      ["archive", 0],
      ["context7", 0],
      ["plans", 0],
    ]);
    lived([optimizes("old")], world);
    expect(entriesOf(world)).toHaveLength(1);
  });

  test("archives what is very old or of tier 3, but nothing that is reserved", () => {
    const world = session(
      charge("reserved", "system", 29_000, { tier: 3 }),
      charge("backlog", "aged", 6_000),
      later(veryOldMs),
      charge("backlog", "marked", 6_000, { tier: 3 }),
      charge("backlog", "fresh", 2_500),
    );
    expect(optimized(world).steps[1]).toMatchObject({ did: "archived aged", tokens: 6_000 });
    lived([optimizes()], world);
    expect(
      entriesOf(world)
        .map(({ label }) => label)
        .sort(),
    ).toEqual(["fresh", "marked", "system"]);
  });

  test("drops documents nobody has charged again for an hour", () => {
    const world = session(
      charge("context7", "react", 12_000),
      charge("context7", "zod", 12_000),
      later(unusedMs - 1_000),
      charge("context7", "zod", 12_000),
      later(1_000),
      optimizes(),
    );
    expect(entriesOf(world)).toMatchObject([{ label: "zod" }]);
  });

  test("prunes the plans of completed work, and no others", () => {
    const plans = [charge("plans", "orch_done", 15_000), charge("plans", "orch_open", 15_000)];
    const world = session(...plans, optimizes("orch_done"));
    expect(entriesOf(world)).toMatchObject([{ label: "orch_open" }]);
  });

  test("in a workflow, completed work is that of its completed steps", () => {
    given(
      handoff("api"),
      handoff("ui"),
      claim("api"),
      complete("api"),
      charge("plans", "api", 15_000),
      charge("plans", "ui", 15_000),
    )
      .when(optimizes())
      .yields({ type: "budget_released", reason: "pruned api" })
      .and((_, world) => expect(pressure(world).worst).toBe("ok"));
  });

  test("stops as soon as it is below 80 %", () => {
    const world = session(
      ...["a", "b", "c"].map((name) => charge("plans", name, 9_500)),
      optimizes("a", "b", "c"),
    );
    expect(
      entriesOf(world)
        .map(({ label }) => label)
        .sort(),
    ).toEqual(["b", "c"]);
  });

  test("asks for a summary of old learnings, with how long it may be", () => {
    const world = session(charge("learnings", "api quirks", 16_000), later(oldMs));
    const { steps, requests } = optimized(world);
    expect(steps[0]).toMatchObject({ did: "asks for a summary of api quirks", tokens: 0 });
    expect(requests).toEqual([
      {
        do: "summarise",
        label: "api quirks",
        pool: "learnings",
        tokens: 12_000,
        text: 'Summarise "api quirks" (learnings, 16000 tokens) to 4000 tokens and charge it anew under the same label.',
      },
    ]);
    // Done as asked, nothing is left to ask for.
    lived([charge("learnings", "api quirks", 4_000)], world);
    expect(optimized(world).requests).toEqual([]);
  });

  test("where it cannot get there it names what to release, the largest first", () => {
    const world = session(charge("reserved", "small", 4_000), charge("reserved", "large", 25_000));
    expect(optimized(world).requests).toMatchObject([
      { do: "release", label: "large", pool: "reserved", tokens: 25_000 },
    ]);
  });

  test("what is left of briefs goes by itself", () => {
    const { world } = given(handoff("api"), allocate("working", 100), claim("api"));
    expect(optimized(world).requests).toMatchObject([{ do: "wait", pool: "working", tokens: 110 }]);
  });

  test("whatever is charged, doing what it asks leads below 80 %", () => {
    const entry = fc.tuple(
      fc.constantFrom(...pools),
      fc.integer({ min: 1, max: 30_000 }),
      fc.constantFrom(1 as const, 2 as const, 3 as const),
      fc.nat({ max: 2 * veryOldMs }),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 15 }), (entries) => {
        const moves = entries.flatMap(([pool, tokens, tier, ms], i): Move[] => [
          charge(pool, `e${i}`, tokens, { tier }),
          later(Math.floor(ms / 15)),
        ]);
        const world = session(...moves, optimizes());
        const asked = optimized(world);
        expect(asked.steps.every(({ entries: gone }) => gone.length === 0)).toBe(true);
        for (const { do: what, label, pool, tokens } of asked.requests) {
          const there = entriesOf(world).find((each) => each.label === label);
          const rest = (there?.tokens ?? 0) - tokens;
          lived([what === "summarise" ? charge(pool, label, rest) : release(label, pool)], world);
        }
        expect(pressure(world).worst).toBe("ok");
      }),
      { numRuns: 200 },
    );
  });
});

describe("the brief of an attempt", () => {
  const used = (world: World, pool: Pool): number =>
    pressure(world).pools.find((line) => line.pool === pool)?.used ?? -1;
  const claimed = claim("api", { learnings: ["lrn_1", "lrn_2"] });

  test("is charged with the claim: its learnings apart from the rest", () => {
    given(handoff("api"))
      .when(claimed)
      .and((_, world) => {
        expect(used(world, "working")).toBe(110);
        expect(used(world, "learnings")).toBe(40);
      });
  });

  test.each<readonly [string, Move]>([
    ["completes", complete("api")],
    ["fails", fail("api", "it broke", { category: "code_error" })],
    ["times out or lapses", () => ({ type: "lapse", step: "api", fence: 1, orphaned: true })],
    ["is revoked", () => ({ type: "stop", how: "terminate", reason: "enough" })],
    ["is rewound", rewindTo("start", true)],
  ])("is released when the attempt %s", (_, end) => {
    given(handoff("api"), checkpoint("start"), claimed)
      .when(end)
      .and((__, world) => {
        expect(used(world, "working")).toBe(0);
        expect(used(world, "learnings")).toBe(0);
      });
  });

  test("is replaced when the attempt is taken over", () => {
    given(handoff("api"), claimed)
      .when(claim("api", { takeOver: true }))
      .and((_, world) => expect(used(world, "working")).toBe(120));
  });

  test("never fills a pool whose limit nobody has set: each lives in a context of its own", () => {
    const many = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const world = newWorld();
    for (const move of many.flatMap((name) => [handoff(name), claim(name)])) {
      const intent = move(world);
      if (intent !== null) perform(world, intent);
    }
    checkWorld(world);
    expect(used(world, "working")).toBe(33_000);
    expect(pressure(world).worst).toBe("ok");
  });
});

describe("a critical ledger", () => {
  const full = [handoff("api"), charge("plans", "roadmap", 29_000)] as const;

  test("lets nothing be claimed, and says what to call", () => {
    given(...full)
      .when(claim("api"))
      .refused("budget_critical", /plans 29000 of 30000 tokens.*budget with action optimize/);
  });

  test("lets work go on once there is room", () => {
    given(...full, release("roadmap"))
      .when(claim("api"))
      .step("api", { status: "active" });
  });

  test("lets work go on under a higher limit", () => {
    given(...full, allocate("plans", 60_000))
      .when(claim("api"))
      .step("api", { status: "active" });
  });

  test("counts briefs where somebody has set the limit", () => {
    given(handoff("api"), handoff("ui"), allocate("working", 110), claim("api"))
      .when(claim("ui"))
      .refused("budget_critical", /working 110 of 110/);
  });

  test("does not keep attempts from ending", () => {
    given(handoff("api"), claim("api"), charge("plans", "roadmap", 29_000))
      .when(complete("api"))
      .step("api", { status: "completed" });
  });
});
