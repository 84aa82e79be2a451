import { describe, expect, test } from "vitest";
import type { Completion } from "../../src/core/command/completion.ts";
import type { ExpectedOutput } from "../../src/core/contract.ts";
import {
  checksNotRun,
  contractGaps,
  deliverableOf,
  names,
} from "../../src/core/decide/contract-gaps.ts";
import { ajvRules } from "./spec/ajv-rules.ts";
import { given } from "./spec/given.ts";
import { claim, complete, file, handoff } from "./spec/moves.ts";

const gaps = (expected: Partial<ExpectedOutput>, brought: Partial<Completion>) =>
  contractGaps(
    { deliverables: [], acceptance_criteria: [], ...expected },
    {
      token: "",
      summary: "",
      outputs: null,
      storedOutputs: null,
      artifacts: [],
      criteria: [],
      checks: [],
      decisions: [],
      learnings: [],
      tokensUsed: null,
      git: null,
      amendment: null,
      ...brought,
    },
    ajvRules,
  );

describe("a deliverable is met", () => {
  const met: readonly (readonly [
    how: string,
    deliverable: string,
    path: string,
    named?: string,
  ])[] = [
    ["by its number", "The parser", "src/p.ts", "D1"],
    ["by its number in another spelling", "The parser", "src/p.ts", "d1:"],
    ["by its text, case and spacing ignored", "The  Parser", "src/p.ts", "the parser"],
    ["by number and text", "The parser", "src/p.ts", "D1: The parser"],
    ["by its path", "src/p.ts", "src/p.ts"],
    ["by its path with a dot before it", "./src/p.ts", "src/p.ts"],
    ["by a suffix", "p.ts", "lib/src/p.ts"],
    ["by an absolute path that ends in it", "src/p.ts", "/repo/src/p.ts"],
    ["by a glob", "src/**/*.test.ts", "src/a/b/p.test.ts"],
    ["by a glob below any folder", "*.md", "docs/guide.md"],
    ["by a file in the folder it names", "docs/", "docs/guide.md"],
    ["by its path, although what was named is unknown", "src/p.ts", "src/p.ts", "parser file"],
  ];
  for (const [how, deliverable, path, named = null] of met) {
    test(how, () => {
      const artifacts = [file(path, { deliverable: named })];
      expect(gaps({ deliverables: [deliverable] }, { artifacts })).toEqual([]);
      expect(deliverableOf([deliverable], { path, deliverable: named })).toBe("D1");
    });
  }

  const unmet: readonly (readonly [
    how: string,
    deliverable: string,
    path: string,
    named?: string,
  ])[] = [
    ["by another number", "The parser", "src/p.ts", "D2"],
    ["by a path, when it is a sentence", "the parser in src/p.ts", "src/p.ts"],
    ["by half a file name", "p.ts", "src/map.ts"],
    ["by a folder of the same name elsewhere in the path", "docs", "docs/guide.md"],
    ["by an empty name", " ", "src/p.ts"],
  ];
  for (const [how, deliverable, path, named = null] of unmet) {
    test(`but not ${how}`, () => {
      const artifacts = [file(path, { deliverable: named })];
      expect(gaps({ deliverables: [deliverable] }, { artifacts })).toEqual([
        `deliverable D1 (${deliverable}): no artifact meets it`,
      ]);
      expect(deliverableOf([deliverable], { path, deliverable: named })).toBeNull();
    });
  }

  test("but not by a file that does not exist", () => {
    const artifacts = [file("src/p.ts", { exists: false })];
    expect(gaps({ deliverables: ["src/p.ts"] }, { artifacts })).toEqual([
      "artifact src/p.ts does not exist in the project",
      "deliverable D1 (src/p.ts): no artifact meets it",
    ]);
  });

  test("also when a wider one comes first, and is recorded for the one it names best", () => {
    const deliverables = ["src/*.ts", "src/a.ts"];
    const artifacts = [file("src/a.ts"), file("src/b.ts")];
    expect(gaps({ deliverables }, { artifacts })).toEqual([]);
    expect(deliverableOf(deliverables, { path: "./src/a.ts", deliverable: null })).toBe("D2");
    expect(deliverableOf(deliverables, { path: "src/b.ts", deliverable: null })).toBe("D1");
    expect(deliverableOf(deliverables, { path: "src/a.ts", deliverable: "D1" })).toBe("D1");
  });
});

test("a criterion is answered by number or text, as met, with evidence", () => {
  const expected = {
    acceptance_criteria: ["All tests pass", "No new warnings", "Docs say so", "x"],
  };
  const criteria = [
    { criterion: "C1", met: true, evidence: "42 of 42" },
    { criterion: "no new  warnings.", met: true, evidence: "  " },
    { criterion: "C3 - docs say so", met: false, evidence: "not yet" },
  ];
  expect(gaps(expected, { criteria })).toEqual([
    "criterion C2 (No new warnings): no evidence given",
    "criterion C3 (Docs say so): answered as not met",
    "criterion C4 (x): not answered",
  ]);
});

test("C1 is not C10", () => {
  expect(names("C1", "C10", "ten")).toBe(false);
  expect(names("c10)", "C10", "ten")).toBe(true);
});

test("outputs must fit the schema of the contract", () => {
  const output_schema = {
    type: "object",
    required: ["url"],
    properties: { n: { type: "number" } },
  };
  expect(gaps({ output_schema }, {})).toEqual(["outputs: required by output_schema, none given"]);
  expect(gaps({ output_schema }, { outputs: { url: "x", n: 1 } })).toEqual([]);
  expect(gaps({ output_schema }, { outputs: { n: "one" } })).toEqual([
    "outputs must have required property 'url'",
    "outputs/n must be number",
  ]);
});

test("checks must have run and exited 0; their output comes back", () => {
  const checks = [
    { name: "tests", exitCode: 1, tail: "2 failed" },
    { name: "lint", exitCode: 0, tail: "" },
    { name: "types", exitCode: null, tail: "killed" },
  ];
  expect(gaps({ checks: ["tests", "lint", "types"] }, { checks })).toEqual([
    "check tests exited 1:\n2 failed",
    "check types did not finish:\nkilled",
  ]);
  given(handoff("api", { expects: { checks: ["tests"] } }), claim("api"))
    .when(complete("api"))
    .told("contract_not_met", /check tests was not run/)
    .when(complete("api", { checks: [{ name: "tests", exitCode: 0, tail: "" }] }))
    .step("api", { status: "completed", result: { checks: [{ name: "tests" }] } });
});

test("checks that wait for the rest of the contract are not called missing", () => {
  given(handoff("api", { expects: { checks: ["tests"], deliverables: ["a.ts"] } }), claim("api"))
    .when(complete("api"))
    .yieldsTypes("completion_refused")
    .and((_, world) =>
      expect(world.events.at(-1)?.data).toMatchObject({
        missing: ["deliverable D1 (a.ts): no artifact meets it"],
      }),
    );
  expect(checksNotRun({ deliverables: [], acceptance_criteria: [] }, blank)).toEqual([]);
});

const blank: Completion = {
  token: "",
  summary: "",
  outputs: null,
  storedOutputs: null,
  artifacts: [],
  criteria: [],
  checks: [],
  decisions: [],
  learnings: [],
  tokensUsed: null,
  git: null,
  amendment: null,
};

const demanding = handoff("api", { expects: { acceptance_criteria: ["it works"] } });

test("a completion that lacks something is refused, and the lease stays", () => {
  given(demanding, claim("api"))
    .when(complete("api"))
    .told("contract_not_met", /criterion C1 \(it works\): not answered.*you keep the lease/s)
    .step("api", { status: "active", attempts: [{ refusals: 1, end: null }] })
    .when(complete("api", { criteria: [{ criterion: "C1", met: true, evidence: "seen" }] }))
    .step("api", { status: "completed" });
});

test("the third refusal advises to fail, the fifth fails the attempt as a fault of the code", () => {
  const again = complete("api", {
    tokensUsed: 50,
    criteria: [{ criterion: "C1", met: false, evidence: "Error: request timeout" }],
  });
  const third = given(demanding, claim("api"), again, again).when(again);
  third.told("contract_not_met", /call complete_handoff with status failed/);
  expect(third.refusal?.details).toMatchObject({ refusals: 3, attempts_left: 2, lease_kept: true });
  const fifth = third.when(again).when(again);
  fifth
    .told("contract_not_met", /5th time, so this attempt has failed/)
    .yieldsTypes("completion_refused", "attempt_failed", "recovery_decided", "step_ready")
    .step("api", {
      status: "ready",
      lastError: { category: "code_error", inferred: false },
      attempts: [{ refusals: 5, end: "failed" }],
    })
    .and((state) => expect(state.tokensUsed).toBe(50));
  expect(fifth.refusal?.details).toMatchObject({ lease_kept: false, attempts_left: 0 });
});

test("refusals are counted for each attempt", () => {
  const again = complete("api");
  const outcome = given(
    demanding,
    claim("api"),
    again,
    again,
    claim("api", { takeOver: true }),
  ).when(again);
  expect(outcome.refusal?.details).toMatchObject({ refusals: 1 });
});

test("a completion brings artifacts, decisions and what it cost", () => {
  given(handoff("api", { expects: { deliverables: ["src/a.ts"] } }), claim("api"))
    .when(
      complete("api", {
        artifacts: [file("src/a.ts"), file("https://example.org/x", { sha256: null, root: null })],
        decisions: ["use a map"],
        learnings: ["maps are fast"],
        storedOutputs: { kind: "inline", value: { n: 1 } },
        tokensUsed: 1200,
        git: { head: "abc", branch: "main", dirty: true },
      }),
    )
    .yields(
      { type: "artifact_added", artifact: { path: "src/a.ts", deliverable: "D1", step: "api" } },
      { type: "artifact_added", artifact: { path: "https://example.org/x", deliverable: null } },
      {
        type: "attempt_completed",
        result: { decisions: ["use a map"], learnings: ["maps are fast"], tokensUsed: 1200 },
      },
      { type: "workflow_status_changed", status: "completed" },
      { type: "checkpoint_created", automatic: true, git: { head: "abc", dirty: true } },
    )
    .and((state) => {
      expect(state.tokensUsed).toBe(1200);
      expect(state.artifacts.size).toBe(2);
      const ids = state.steps.get("api")?.result?.artifacts ?? [];
      expect(ids.map((id) => state.artifacts.get(id)?.path)).toEqual([
        "src/a.ts",
        "https://example.org/x",
      ]);
    });
});

test("next_agent gets a handoff with the result as context, and no deliverables", () => {
  given(
    handoff("api", {
      expects: { deliverables: ["src/a.ts"] },
      context: { constraints: ["no new packages"] },
      onSuccess: { action: "handoff", next_agent: "cleo" },
      priority: "p0",
    }),
    claim("api"),
  )
    .when(complete("api", { artifacts: [file("src/a.ts")], decisions: ["use a map"] }))
    .yieldsTypes(
      "artifact_added",
      "attempt_completed",
      "handoff_created",
      "step_ready",
      "checkpoint_created",
    )
    .step("cleo", {
      status: "ready",
      origin: { kind: "next_agent", of: "api" },
      needs: ["api"],
      contract: {
        from_agent: { name: "ben", version: "1.0.0", phase: "BUILD" },
        to_agent: { name: "cleo", priority: "p0" },
        payload: {
          context: {
            feature_description: "build api",
            previous_decisions: ["ben (BUILD) reports: api is done", "use a map"],
            constraints: ["no new packages"],
          },
          artifacts: [{ path: "src/a.ts" }],
          expected_output: { deliverables: [], acceptance_criteria: [] },
          on_success: { action: "complete" },
        },
        state: { current_phase: "TEST", completed_phases: ["BUILD"] },
      },
    });
});

test("a next agent nobody knows any more still gets its handoff", () => {
  given(
    handoff("api", { to: "zoe", onSuccess: { action: "handoff", next_agent: "yan" } }),
    claim("api"),
  )
    .when(complete("api"))
    .step("yan", {
      contract: { from_agent: { name: "zoe", version: "1.0.0", phase: "BUILD" } },
      timeoutSeconds: null,
    });
});

const review = (step: string) =>
  handoff(step, { to: "cleo", from: "ben", onSuccess: { action: "loop" } });

test("loop returns the work to the agent it came from, and says which round it is", () => {
  given(review("review"), claim("review"))
    .when(complete("review"))
    .yieldsTypes(
      "attempt_completed",
      "loop_returned",
      "handoff_created",
      "step_ready",
      "checkpoint_created",
    )
    .step("ben", {
      origin: { kind: "loop", of: "review" },
      contract: {
        payload: {
          context: {
            constraints: [
              "Round 1 of 5 between ben and cleo. If more is needed, create a handoff back to cleo with on_success loop.",
            ],
          },
        },
      },
    });
});

test("loop ends with an outsider", () => {
  given(handoff("api", { onSuccess: { action: "loop" } }), claim("api"))
    .when(complete("api"))
    .and((state) => {
      expect(state.steps.size).toBe(1);
      expect(state.status).toBe("completed");
    });
});
