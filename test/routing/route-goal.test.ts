import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { complexities } from "../../src/routing/complexity.ts";
import { type Goal, routeGoal } from "../../src/routing/route-goal.ts";
import { routes } from "../../src/routing/route-signal.ts";

const route = (text: string, more: Partial<Goal> = {}) =>
  routeGoal({ text, tasks: [], plan: null, ...more });
const signals = (text: string, more: Partial<Goal> = {}) =>
  route(text, more).signals.map(({ signal }) => signal);

describe("the signals", () => {
  test.each([
    ["Fix the crash in the importer", "build_only", "repair"],
    ["Correct the typo", "build_only", "repair"],
    ["The importer throws on empty files", "build_only", "symptom"],
    ["Prices are upside down", "build_only", "symptom"],
    ["Rename getUser to fetchUser", "build_only", "small_edit"],
    ["Make the submit button green", "build_only", "small_object"],
    ["Support says exports take ten minutes", "build_only", "statement"],
    ["Users report that the invoice total is off by one cent", "build_only", "statement"],
    ["Add an export to the orders page", "plan_then_build", "feature"],
    ["Create invoices as PDF", "plan_then_build", "feature"],
    ["Implement passkeys", "plan_then_build", "feature"],
    ["Refactor the parser", "plan_then_build", "restructure"],
    ["Restructure the folders by feature", "plan_then_build", "restructure"],
    ["Build a booking system for hotels", "decompose_first", "large_subject"],
    ["Create a platform for tutors", "decompose_first", "large_subject"],
    ["Start a new project: a banking app", "decompose_first", "large_subject"],
    ["Carry out the plan in docs/plans/search.md", "build_only", "plan_exists"],
    ["1. sort the list\n2. log failures\n3. drop node 18", "multi_task", "listed"],
    ["Work on SHOP-1, SHOP-2 and SHOP-7", "multi_task", "ticket_ids"],
  ])("of %j lead to %s", (text, expected, signal) => {
    const routed = route(text);
    expect(routed.route).toBe(expected);
    expect(routed.signals).toContainEqual(
      expect.objectContaining({ signal, pointsTo: expected, evidence: expect.stringMatching(/./) }),
    );
  });

  test.each([
    ["Fix the typo in the project README", "large_subject"],
    ["Add a health check to the system", "large_subject"],
    ["There is a bug in the payment system", "large_subject"],
    ['Press "Create project" and nothing happens', "large_subject"],
    ["Add error handling to the upload", "symptom"],
    ["Implement a bug report form", "symptom"],
    ["Add typo tolerance to the search", "symptom"],
    ["Add a pricing plan with yearly payment", "plan_exists"],
    ["Add an importer and cover it with tests", "two_orders"],
  ])("of %j do not count %s: the word has another sense there", (text, signal) => {
    expect(signals(text)).not.toContain(signal);
  });

  test("of an existing plan and of several tasks may be given beside the goal", () => {
    expect(route("Add passkeys", { plan: "docs/plans/passkeys.md" })).toMatchObject({
      route: "build_only",
      signals: expect.arrayContaining([
        expect.objectContaining({ signal: "plan_exists", evidence: "docs/plans/passkeys.md" }),
      ]),
    });
    expect(route("For the release", { tasks: ["Add a", "Fix b"] })).toMatchObject({
      route: "multi_task",
      signals: expect.arrayContaining([
        expect.objectContaining({ signal: "task_list", evidence: "2 tasks given" }),
      ]),
    });
    expect(signals("For the release", { tasks: ["Add a"] })).not.toContain("task_list");
  });

  test("that speak for another way are shown too, and make the answer less sure", () => {
    const clear = route("Fix the login");
    const torn = route("Fix the login and refactor the sessions");
    expect(torn.signals.map(({ pointsTo }) => pointsTo)).toContain("plan_then_build");
    expect(torn.confidence).toBeLessThan(clear.confidence);
  });
});

test("a goal that says nothing is planned first, and not surely", () => {
  const { route: way, confidence, signals: seen } = route("?");
  expect([way, seen]).toEqual(["plan_then_build", []]);
  expect(confidence).toBeLessThan(0.75);
});

test.each([
  ["Fix the typo in the footer", "low"],
  ["The importer throws on empty files", "medium"],
  ["Add CSV export", "medium"],
  ["Add user authentication with OAuth", "high"],
  ["Build an ERP system from scratch", "huge"],
])("%j is of %s complexity", (text, complexity) => {
  expect(route(text).complexity).toBe(complexity);
});

describe("whatever the goal", () => {
  const piece = fc.constantFrom(
    ...'fix add build a the whole system project plan.md bug error , . : \n - 1. " and then #12 AB-3 not is ?'.split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 40 }).map((all) => all.join(" ")),
  );

  test("the answer is whole: a route, a confidence, evidence out of the goal's own words", () => {
    fc.assert(
      fc.property(text, (goal) => {
        const { confidence, complexity, signals: seen, ...rest } = route(goal);
        expect(routes).toContain(rest.route);
        expect(complexities).toContain(complexity);
        expect(confidence).toBeGreaterThan(0.24);
        expect(confidence).toBeLessThanOrEqual(1);
        for (const { evidence, signal } of seen) {
          if (signal === "listed") continue;
          expect(goal).toContain(evidence.replace(/…$/, ""));
        }
      }),
    );
  });

  test("an existing plan never makes it less of a build", () => {
    fc.assert(
      fc.property(text, (goal) => {
        const before = route(goal);
        const after = route(goal, { plan: "p.md" });
        if (before.route === "build_only") expect(after.route).toBe("build_only");
      }),
    );
  });

  // Each of these takes minutes where a pattern or a loop is not linear.
  test.each([
    ["dots", "a.".repeat(10_000)],
    ["marks", "-".repeat(20_000)],
    ["items", "1) x ".repeat(4_000)],
    ["quotes", '"'.repeat(20_000)],
    ["spaces", " ".repeat(20_000)],
    ["y", "y".repeat(20_000)],
  ])("20,000 characters of %s are read", (_, goal) => {
    expect(routes).toContain(route(goal).route);
  });
});
