import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { sharedSession } from "../e2e/shared-session.ts";
import { playOn } from "./driver.ts";

const definition = (name: string, task = "Look at it") =>
  `workflow:
  name: ${name}
  version: 1.10
  input: { goal: string, count: { type: integer, default: 2 } }
  stages:
    - { name: one, agent: "baton:planner", task: ${task}, estimate: 20m }
    - name: both
      branches:
        - { name: left, agent: "baton:builder", task: Left, estimate: 5m }
        - { name: right, agent: "baton:maria-qa", task: "Right of \${input.goal}, \${input.count} times", estimate: 30m }
`;

const shared = sharedSession();

describe("start_workflow", () => {
  test("takes a text, tells waves and the critical path, and offers the first step", async () => {
    const { session, project } = shared();
    const started = await session.call("start_workflow", {
      definition: definition("text"),
      goal: "Move the clock",
    });
    expect(started).toMatchObject({
      status: "running",
      definition: { name: "text", version: "1.10", hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      waves: [["one"], ["left", "right"]],
      critical_path: { steps: ["one", "right"], minutes: 50, source: "estimates" },
      ready: [{ step: "one", agent: "planner" }],
      warnings: [],
    });
    const { status, stages, briefs } = await playOn(session, project, started.workflow_id);
    expect(status).toBe("completed");
    // What has the longest way ahead goes first.
    expect(stages).toEqual(["one", "right", "left"]);
    expect(briefs.get("right 1")).toContain("Right of Move the clock, 2 times");
  });

  test("takes a template by its name, and by name and version", async () => {
    const { session } = shared();
    const newest = await session.call("start_workflow", { template: "build-only", goal: "Fix it" });
    const pinned = await session.call("start_workflow", {
      template: "build-only@1.0",
      goal: "Fix it",
    });
    expect(pinned.definition).toEqual(newest.definition);
    expect(pinned.workflow_id).not.toBe(newest.workflow_id);
    expect(
      await session.refused("start_workflow", { template: "build-only@9.9", goal: "Fix it" }),
    ).toMatchObject({ code: "not_found", message: expect.stringContaining("9.9") });
  });

  test("with dry_run starts nothing", async () => {
    const session = await openSession(scratchProject());
    const outlook = await session.call("start_workflow", {
      template: "plan-then-build",
      goal: "Fix it",
      dry_run: true,
    });
    expect(outlook).toMatchObject({ dry_run: true, next: expect.stringContaining("Nothing was") });
    expect(outlook.workflow_id).toBeUndefined();
    expect(await session.call("status")).toMatchObject({ workflows: [] });
  });

  test("refuses another content under a name and version in use, and keeps the first", async () => {
    const { session } = shared();
    await session.call("start_workflow", { definition: definition("kept"), goal: "a" });
    const other = definition("kept", "Look twice");
    expect(await session.refused("start_workflow", { definition: other, goal: "a" })).toMatchObject(
      {
        code: "definition_invalid",
        message: expect.stringContaining("kept"),
        fix: expect.stringMatching(/version/),
      },
    );
    await session.call("start_workflow", { definition: definition("kept"), goal: "again" });
    await session.call("start_workflow", {
      definition: other.replace("1.10", "1.11"),
      goal: "raised",
    });
    const pinned = await session.call("start_workflow", { template: "kept@1.10", goal: "pinned" });
    expect(pinned.definition).toMatchObject({ name: "kept", version: "1.10" });
  });

  test("names every problem of a text at once, with place and mend", async () => {
    const { session } = shared();
    const refused = await session.refused("start_workflow", {
      definition: `workflow:
  name: wrong
  state_schema: { all_data_valid: boolean }
  stages:
    - { name: look, agent: nobody-of-that-name }
    - { name: verification, condition: all_data_valid, on_true: ending, on_false: data_correction }
    - { name: ending, agent: "baton:planner", tiemout: 5m }
`,
    });
    expect(refused.code).toBe("definition_invalid");
    expect(refused.details.problems).toMatchObject([
      { path: expect.stringContaining("stages[0].agent") },
      {
        path: expect.stringContaining("stages[1].on_false"),
        what: expect.stringContaining("data_correction"),
        line: 6,
      },
      {
        path: expect.stringContaining("stages[2].tiemout"),
        fix: expect.stringContaining("timeout"),
      },
    ]);
  });

  test("refuses input that does not fit, and starts nothing", async () => {
    const session = await openSession(scratchProject());
    const text = definition("inputs");
    for (const input of [{ goal: 7 }, { goal: "a", count: "two" }, { goal: "a", cuont: 2 }]) {
      const refused = await session.refused("start_workflow", { definition: text, input });
      expect(refused.code).toBe("invalid_input");
    }
    expect(await session.call("status")).toMatchObject({ workflows: [] });
  });

  test("names the nearest template for one that is not there, and wants one source", async () => {
    const { session } = shared();
    expect(
      await session.refused("start_workflow", { template: "plan-then-biuld", goal: "a" }),
    ).toMatchObject({ code: "not_found", fix: "Did you mean plan-then-build?" });
    for (const args of [{}, { template: "build-only", definition: definition("x") }])
      expect(await session.refused("start_workflow", args)).toMatchObject({
        code: "invalid_input",
      });
    for (const template of ["../package", "..", "/etc/passwd", "build-only.yaml"])
      expect((await session.refused("start_workflow", { template })).code).toBe("not_found");
  });

  test("prefers the project's own template of a name", async () => {
    const project = scratchProject();
    project.write("workflows/build-only.yaml", definition("build-only"));
    const session = await openSession(project);
    const started = await session.call("start_workflow", { template: "build-only", goal: "a" });
    expect(started.definition).toMatchObject({ version: "1.10" });
  });
});

test("a killed server loses nothing: the next one takes the loop up where it was", async () => {
  const project = scratchProject();
  const script = {
    review: [
      { approved: false, defects: [{ what: "x" }] },
      { approved: true, defects: [] },
    ],
  };
  const first = await openSession(project);
  const { workflow_id } = await first.call("start_workflow", {
    template: "qa-feedback-loop",
    goal: "Sign in",
  });
  const half = await playOn(first, project, workflow_id, script, ({ stages }) =>
    stages.includes("review"),
  );
  expect(half.stages).toEqual(["build", "review"]);
  const { ready } = await first.call("status", { workflow_id });
  await first.call("execute_handoff", { handoff_id: ready[0]?.handoff_id });
  await first.kill();

  const second = await openSession(project);
  const resumed = await second.call("resume");
  expect(resumed).toMatchObject({
    workflow_id,
    reclaimed: [{ step: "quality[1]/fix" }],
    ready: [{ step: "quality[1]/fix" }],
  });
  const rest = await playOn(second, project, workflow_id, { review: script.review.slice(1) });
  expect(rest.stages).toEqual(["fix", "review"]);
  expect(rest.status).toBe("completed");
});

test("what is refused leaves nothing behind, not even a database", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const refused = await session.tryCall("start_workflow", { definition: definition("missing") });
  expect(refused.structuredContent).toMatchObject({ code: "invalid_input" });
  expect(existsSync(join(project.root, ".baton"))).toBe(false);
});
