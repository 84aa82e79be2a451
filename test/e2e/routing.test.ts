import { describe, expect, test } from "vitest";
import { eras, type Form, type Person } from "./client.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const goal = "Add user authentication with OAuth";
const shared = sharedSession();

describe("route_goal", () => {
  test("gives the template, and who does what in it, beside those who know the subject", async () => {
    const { session } = shared();
    const routed = await session.call("route_goal", { goal });
    expect(routed).toMatchObject({
      route: "plan_then_build",
      template: "plan-then-build",
      complexity: "high",
      needs_confirmation: false,
      next: "Call start_workflow with template plan-then-build and the goal.",
    });
    expect(routed.signals).toContainEqual({
      signal: "feature",
      evidence: "Add",
      points_to: "plan_then_build",
      weight: expect.any(Number),
    });
    expect(routed.plan.waves[0]).toEqual(["clarify"]);
    expect(routed.agents).toMatchObject([
      { agent: "planner", role: "plan", why: expect.stringContaining("clarify") },
      { agent: "builder", role: "plan", why: expect.stringContaining("build_step") },
      {
        agent: "marcus-backend",
        role: "specialist",
        score: 1,
        why: expect.stringContaining("auth"),
      },
      ...Array.from({ length: routed.agents.length - 3 }, () => ({ role: "specialist" })),
    ]);
  });

  test.each([
    ["build_only", { goal: "Fix the typo in the footer" }, ["build", "review"]],
    ["build_only", { goal: "Passkeys", existing_plan: "docs/plans/p.md" }, ["build"]],
    ["multi_task", { goal: "For the release", tasks: ["Drop node 18", "Sort users"] }, ["build"]],
    ["decompose_first", { goal: "Build an ERP system from scratch" }, ["clarify"]],
  ] as const)("says %s for %j, and start_workflow takes it from there", async (route, args, [
    first,
  ]) => {
    const { session } = shared();
    const routed = await session.call("route_goal", args);
    expect(routed.route).toBe(route);
    const input = {
      ...("tasks" in args ? { tasks: args.tasks } : {}),
      ...("existing_plan" in args ? { plan: args.existing_plan } : {}),
    };
    const started = await session.call("start_workflow", {
      template: routed.template,
      goal: args.goal,
      input,
    });
    expect(started.ready[0]).toMatchObject({ step: expect.stringContaining(first) });
    expect(started.waves).toEqual(routed.plan.waves);
  });

  test("starts nothing, and makes no database", async () => {
    const session = await openSession(scratchProject());
    await session.call("route_goal", { goal, mode: "explicit" });
    expect(await session.call("status")).toMatchObject({ workflows: [] });
  });

  test("names no template where the project's own of that name is not sound", async () => {
    const project = scratchProject();
    project.write("workflows/plan-then-build.yaml", "workflow: { name: plan-then-build }");
    const session = await openSession(project);
    expect(await session.call("route_goal", { goal })).toMatchObject({
      template: null,
      plan: { waves: [] },
      next: expect.stringContaining("create_handoff"),
    });
  });
});

describe.each(eras)("an explicit route over %s", (era) => {
  let seen: Form[] = [];
  let person: Person = () => ({ action: "cancel" });
  const withPerson = sharedSession({
    era,
    person: (form) => {
      seen.push(form);
      return person(form);
    },
  });
  const routed = async () => {
    seen = [];
    const { session } = withPerson();
    const { template, needs_confirmation } = await session.call("route_goal", {
      goal,
      mode: "explicit",
    });
    expect([template, needs_confirmation]).toEqual(["plan-then-build?confirm", true]);
    return { session, args: { template, goal } };
  };
  const yes = { action: "accept", content: { start: "start" } } as const;

  test("starts when the person agrees, and is recorded as started by them", async () => {
    const { session, args } = await routed();
    person = () => yes;
    const started = await session.call("start_workflow", args);
    expect(started).toMatchObject({ status: "running", definition: { name: "plan-then-build" } });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.message).toContain(`Start plan-then-build for "${goal}"?`);
    expect(seen[0]?.message).toContain("1. clarify");
    const { workflow_id } = started;
    const { audit } = await session.call("status", { workflow_id, view: "audit" });
    expect(JSON.stringify(audit.at(-1))).toContain('"human ');
  });

  test.each([
    { action: "cancel" },
    { action: "decline" },
    { action: "accept", content: { start: "do not start" } },
    { action: "accept", content: {} },
  ] as const)("starts nothing when the answer is %j, and says how to go on", async (answer) => {
    const { session, args } = await routed();
    const before = await session.call("status", { limit: 100 });
    person = () => answer;
    const refused = await session.refused("start_workflow", args);
    expect(refused).toMatchObject({
      code: "forbidden",
      fix: expect.stringContaining("run plan-then-build"),
    });
    expect(await session.call("status", { limit: 100 })).toEqual(before);
  });

  test("asks nobody about what cannot start, nor for a dry run", async () => {
    const { session, args } = await routed();
    const bad = await session.refused("start_workflow", { ...args, input: { unknown: 1 } });
    expect(bad.code).toBe("invalid_input");
    const dry = await session.call("start_workflow", { ...args, dry_run: true });
    expect(dry).toMatchObject({ dry_run: true });
    expect(seen).toEqual([]);
  });

  test("that was agreed to is started once under its key, and the person asked once", async () => {
    const { session, args } = await routed();
    person = () => yes;
    const keyed = { ...args, idempotency_key: `agreed-${era}` };
    const first = await session.call("start_workflow", keyed);
    const again = await session.call("start_workflow", keyed);
    expect(again).toMatchObject({ workflow_id: first.workflow_id, replayed: true });
    expect(seen).toHaveLength(1);
  });
});

test("a client that cannot ask is told how the user starts an explicit route", async () => {
  const { session } = shared();
  const refused = await session.refused("start_workflow", {
    template: "build-only?confirm",
    goal: "Fix it",
  });
  expect(refused).toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("nothing was started"),
    fix: expect.stringContaining("run build-only --goal"),
  });
});
