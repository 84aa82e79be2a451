import { describe, expect, test } from "vitest";
import { playOn } from "../workflows/driver.ts";
import type { ToolCaller } from "./client.ts";
import { claim, completion, failWork, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const definition = (version: string, stages: string) =>
  `workflow:
  name: release
  version: ${version}
  stages:
${stages}`;
const first = definition(
  "1.0",
  `    - { name: build, agent: "baton:builder", task: Build }
    - { name: check, agent: "baton:maria-qa", task: Check }
`,
);
const second = definition(
  "1.1",
  `    - { name: build, agent: "baton:builder", task: Build }
    - { name: check, agent: "baton:maria-qa", task: Check }
    - { name: notes, agent: "baton:builder", task: Notes }
`,
);
const third = definition(
  "2.0",
  `    - { name: build, agent: "baton:builder", task: Build it anew }\n`,
);

const start = (through: ToolCaller, text = first) =>
  through.call("start_workflow", { definition: text });
const amend = (workflow_id: string, changes: object) => ({
  workflow_id,
  action: "amend",
  reason: "A stage was forgotten",
  changes,
});
const migrate = (workflow_id: string, to_version: string) => ({
  workflow_id,
  action: "migrate",
  reason: "The new version is better",
  to_version,
});

describe("control_workflow amend", () => {
  test("changes what has not started; the plan view, the graph and the run follow", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const { workflow_id } = await start(session);
    const changed = await session.call(
      "control_workflow",
      amend(workflow_id, {
        add: [
          { name: "audit", agent: "baton:maria-qa", task: "Audit", after: "check" },
          { name: "docs", agent: "baton:builder", task: "Docs", needs: ["build"] },
        ],
      }),
    );
    expect(changed).toMatchObject({
      status: "running",
      effects: ["plan: audit added", "plan: docs added"],
    });
    const plan = await session.call("status", { workflow_id, view: "plan" });
    expect(plan.plan).toMatchObject({
      name: "release",
      version: "1.0",
      amendments: 1,
      critical_path: { steps: ["build", "check", "audit"] },
      to_come: [
        { stage: "check", follows: ["build"] },
        { stage: "audit", follows: ["check"] },
        { stage: "docs", follows: ["build"] },
      ],
    });
    const { contents } = await session.request("resources/read", {
      uri: `baton://workflows/${workflow_id}/graph`,
    });
    const graph = JSON.stringify(contents);
    expect(graph).toContain("audit<br/>pending");
    const { status, stages } = await playOn(session, project, workflow_id);
    expect(status).toBe("completed");
    expect(new Set(stages)).toEqual(new Set(["build", "check", "audit", "docs"]));
  });

  test("survives the server, adds up, and is told in the timeline", async () => {
    const project = scratchProject();
    const before = await openSession(project);
    const { workflow_id } = await start(before);
    const docs = { name: "docs", agent: "baton:builder", task: "Docs" };
    await before.call("control_workflow", amend(workflow_id, { add: [docs] }));
    await before.kill();
    const after = await openSession(project);
    const again = { name: "docs", agent: "baton:builder", task: "Docs, and better ones" };
    const changed = await after.call(
      "control_workflow",
      amend(workflow_id, { replace: [again], remove: ["check"] }),
    );
    expect(changed.effects).toEqual(["plan: check removed", "plan: docs changed (task, edges)"]);
    const timeline = await after.call("status", { workflow_id, view: "timeline" });
    expect(JSON.stringify(timeline)).toContain("the plan was amended (added docs)");
    const { stages, briefs } = await playOn(after, project, workflow_id);
    expect(stages).toEqual(["build", "docs"]);
    expect(briefs.get("docs 1")).toContain("Docs, and better ones");
  });

  test("is refused with all that is wrong: in the changes, or with what has started", async () => {
    const session = await openSession(scratchProject());
    const { workflow_id } = await start(session);
    const wrong = await session.refused(
      "control_workflow",
      amend(workflow_id, {
        add: [{ name: "x", agent: "baton:nobody" }],
        replace: [{ name: "check", agent: "baton:maria-qa", when: "nope" }],
      }),
    );
    expect(wrong).toMatchObject({
      code: "definition_invalid",
      details: {
        problems: [{ path: "changes.add[0].agent" }, { path: "changes.replace[0].when" }],
      },
    });
    const touched = await session.refused(
      "control_workflow",
      amend(workflow_id, { remove: ["build"] }),
    );
    expect(touched).toMatchObject({
      code: "conflict",
      message: "What has started cannot be changed: build has started and would be gone.",
    });
    expect(await session.call("status", { workflow_id, view: "plan" })).toMatchObject({
      plan: { amendments: 0 },
    });
  });

  test("needs changes, and a plan", async () => {
    const session = await openSession(scratchProject());
    const { workflow_id } = await start(session);
    const bare = { workflow_id, action: "amend", reason: "so" };
    expect(await session.refused("control_workflow", bare)).toMatchObject({
      code: "invalid_input",
      message: "amend needs changes.",
    });
    const other = { workflow_id, action: "pause", reason: "so", changes: { remove: ["check"] } };
    expect(await session.refused("control_workflow", other)).toMatchObject({
      message: "pause takes no changes.",
    });
    const { workflow_id: grown } = await session.call("create_handoff", {
      to_agent: "builder",
      context: { feature_description: "Anything" },
      expected_output: { deliverables: [], acceptance_criteria: [] },
    });
    expect(
      await session.refused("control_workflow", amend(grown, { remove: ["builder"] })),
    ).toMatchObject({ code: "conflict", message: expect.stringContaining("follows no plan") });
  });
});

describe("control_workflow migrate", () => {
  test("moves a workflow to another version, or says which steps keep it", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const { workflow_id } = await start(session);
    for (const text of [second, third]) await start(session, text);
    const refused = await session.refused("control_workflow", migrate(workflow_id, "2.0"));
    expect(refused).toMatchObject({
      code: "conflict",
      details: { clashes: ["build has started and would differ in task"] },
    });
    const moved = await session.call("control_workflow", migrate(workflow_id, "1.1"));
    expect(moved.effects).toEqual(["plan: moved to release 1.1", "plan: notes added"]);
    const { stages } = await playOn(session, project, workflow_id);
    expect(stages).toEqual(["build", "check", "notes"]);
  });

  test("names a version that was never used", async () => {
    const session = await openSession(scratchProject());
    const { workflow_id } = await start(session);
    expect(await session.refused("control_workflow", migrate(workflow_id, "9.9"))).toMatchObject({
      code: "not_found",
      message: expect.stringContaining("release@9.9"),
    });
  });
});

describe("a planner's completion", () => {
  const flawed = { category: "design_flaw", message: "the approach is wrong" };

  test("may carry an amendment: its brief says how, and it is applied with the completion", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const started = await start(session);
    const [build] = started.ready;
    if (build === undefined) throw new Error("nothing is ready");
    const failed = await failWork(session, build, flawed);
    expect(failed.recovery).toMatchObject({ decision: "replan" });
    const claimed = await claim(session, { handoff_id: String(failed.recovery?.handoff_id) });
    expect(claimed.brief).toContain("outputs {amendment:");
    expect(claimed.brief).toContain("Not started yet: check.");
    const stage = { name: "survey", agent: "baton:maria-qa", task: "Survey", after: "build" };
    const faulty = { amendment: { add: [{ ...stage, agent: "baton:nobody" }] } };
    const refused = await session.refused(
      "complete_handoff",
      completion(claimed, { outputs: faulty }),
    );
    expect(refused).toMatchObject({
      code: "contract_not_met",
      details: { lease_kept: true },
      message: expect.stringContaining(
        "outputs.amendment.add[0].agent: names the agent baton:nobody",
      ),
    });
    await finish(session, claimed, { outputs: { amendment: { add: [stage] } } });
    const { stages } = await playOn(session, project, started.workflow_id);
    expect(stages).toEqual(["build", "survey", "check"]);
  });
});
