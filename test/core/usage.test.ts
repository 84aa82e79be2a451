import { describe, expect, test } from "vitest";
import { given } from "./spec/given.ts";
import { checkpoint, claim, complete, fail, handoff, measure, rewindTo } from "./spec/moves.ts";
import { workflow } from "./spec/world.ts";

const done = [
  handoff("api"),
  claim("api", { use: "toolu_1" }),
  complete("api", { tokensUsed: 100 }),
];

describe("what an attempt consumed, as measured", () => {
  test("takes the place of what its agent stated", () => {
    given(...done)
      .when(measure("api", "toolu_1", { input: 300, output: 50, cacheWrite: 10, cacheRead: 9_000 }))
      .yields({ type: "usage_measured", step: "api", attempt: 1, tokens: 360, change: 260 })
      .and((state) => {
        expect(state.tokensUsed).toBe(360);
        expect(state.status).toBe("completed");
      });
  });

  test("is recorded once, and again when it grew", () => {
    given(...done, measure("api", "toolu_1", { input: 300 }))
      .when(measure("api", "toolu_1", { input: 300 }))
      .yields()
      .when(measure("api", "toolu_1", { input: 300, output: 40 }))
      .yields({ type: "usage_measured", tokens: 340, change: 40 })
      .and((state) => expect(state.tokensUsed).toBe(340));
  });

  test("may be less than what was stated", () => {
    given(...done)
      .when(measure("api", "toolu_1", { output: 60 }))
      .yields({ type: "usage_measured", tokens: 60, change: -40 })
      .and((state) => expect(state.tokensUsed).toBe(60));
  });

  test("belongs to the attempt that the tool use claimed", () => {
    given(
      handoff("api"),
      claim("api", { use: "toolu_1" }),
      fail("api", "it broke", { category: "code_error" }),
      claim("api", { use: "toolu_2" }),
    )
      .when(measure("api", "toolu_1", { input: 7 }))
      .yields({ type: "usage_measured", attempt: 1, tokens: 7 })
      .step("api", { status: "active", attempts: [{ tokens: 7 }, { tokens: null, usage: null }] });
  });

  test("waits until the attempt has ended", () => {
    given(handoff("api"), claim("api", { use: "toolu_1" }))
      .when(measure("api", "toolu_1", { input: 70 }))
      .refused("not_ready", /still runs/);
  });

  test("is not found for a claim that was rewound, and what was spent stays spent", () => {
    given(
      handoff("api"),
      checkpoint("before"),
      claim("api", { use: "toolu_1" }),
      complete("api", { tokensUsed: 100 }),
      rewindTo("before"),
    )
      .when(measure("api", "toolu_1", { input: 300 }))
      .refused("not_found", /rewound/)
      .and((state) => expect(state.tokensUsed).toBe(100));
  });

  test("is what the brain knows of the execution, too", () => {
    const { world } = given(...done).when(measure("api", "toolu_1", { input: 300, output: 50 }));
    const id = `${workflow(world).steps.get("api")?.handoffId}:1`;
    expect(world.rows.slice(-1)).toEqual([{ type: "measured", execution: id, tokens: 350 }]);
  });
});
