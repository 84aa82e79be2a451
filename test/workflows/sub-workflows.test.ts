import { describe, expect, test } from "vitest";
import { definitionStream } from "../../src/core/state/definition-state.ts";
import type { Problem } from "../../src/definition/problem.ts";
import type { ToolCaller } from "../e2e/client.ts";
import type { Content, ReadyEntry } from "../e2e/content.ts";
import { claim, doWork, finish } from "../e2e/moves.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { type VirtualBaton, virtualBaton } from "../e2e/virtual-baton.ts";

const review = `workflow:
  name: review
  version: 1.0
  input: { what: string, depth: { type: integer, default: 1 } }
  state_schema: { approved: boolean, notes: string }
  stages:
    - { name: look, agent: "baton:maria-qa", task: "Look at \${input.what}", estimate: 30m }
    - { name: judge, agent: "baton:architect", task: Judge, estimate: 15m }
`;

const release = (stages: string) => `workflow:
  name: release
  version: 1.0
  input: { goal: string }
  state_schema: { approved: boolean }
  stages:
${stages}`;

const both = `    - name: check
      use: review
      input: { what: input.goal }
      outputs: { approved: steps.check.output.approved }
    - { name: ship, agent: "baton:builder", task: "Ship: \${steps.check.output.notes}" }
`;

const firstOf = ({ ready }: Pick<Content, "ready">): ReadyEntry => {
  const [first] = ready;
  if (first === undefined) throw new Error("nothing is ready");
  return first;
};

/** A project that has the review template, and a Baton in it. */
const withReview = async (more: Parameters<typeof virtualBaton>[1] = {}) => {
  const project: ScratchProject = scratchProject();
  project.write("workflows/review.yaml", review);
  return { project, baton: await virtualBaton(project, more) };
};

describe("a workflow that uses another one", () => {
  test("offers what is ready in it, leads through it, and goes on with what it brought", async () => {
    const { baton } = await withReview();
    const started = await baton.call("start_workflow", { definition: release(both), goal: "v2" });
    expect(started).toMatchObject({
      status: "waiting",
      waves: [["check"], ["ship"]],
      critical_path: { steps: ["check", "ship"], minutes: 55 },
      ready: [{ step: "look", agent: "maria-qa" }],
      next: expect.stringContaining("maria-qa for look"),
    });
    const { workflow_id } = started;
    const look = firstOf(started);
    expect(look.workflow_id).not.toBe(workflow_id);
    const summary = await baton.call("status", { workflow_id });
    expect(summary).toMatchObject({
      ready: [{ handoff_id: look.handoff_id }],
      waiting: [{ for: `check waits for workflow ${look.workflow_id} (running, 0 of 1 steps)` }],
    });
    expect(await baton.call("status", { workflow_id: look.workflow_id })).toMatchObject({
      title: "review for v2",
      parent: { workflow_id, step: "check" },
    });
    const plan = await baton.call("status", { workflow_id, view: "plan" });
    expect(plan.workflows).toEqual([
      { step: "check", workflow_id: look.workflow_id, status: "active" },
    ]);
    // The project has one thing to show: the parent, with all that is at work for it.
    expect(await baton.call("status")).toMatchObject({ workflow_id, ready: [{ step: "look" }] });
    expect(await baton.call("resume")).toMatchObject({ workflow_id, ready: [{ step: "look" }] });

    const first = await baton.call("execute_handoff", { workflow_id });
    expect(first).toMatchObject({ workflow_id: look.workflow_id, agent: "maria-qa" });
    expect(first.brief).toContain("Look at v2");
    const outputs = { approved: true, notes: "all good" };
    expect(await finish(baton, first, { outputs })).toMatchObject({ ready: [{ step: "judge" }] });
    const last = await finish(baton, await baton.call("execute_handoff", { workflow_id }));
    expect(last).toMatchObject({
      workflow: { workflow_id: look.workflow_id, status: "completed" },
      ready: [{ step: "ship", workflow_id }],
      report: expect.stringContaining(`${look.workflow_id}, for ${workflow_id}: completed`),
    });
    const ship = await baton.call("execute_handoff", { workflow_id });
    expect(ship.brief).toContain("Ship: all good");
    expect(await finish(baton, ship)).toMatchObject({ workflow: { status: "completed" } });
  });

  test("is stopped, paused and unpaused with those at work for it", async () => {
    const { baton } = await withReview();
    const { workflow_id, ready } = await baton.call("start_workflow", {
      definition: release(both),
      goal: "v2",
    });
    const child = firstOf({ ready }).workflow_id;
    const control = (action: string) =>
      baton.call("control_workflow", { workflow_id, action, reason: "lunch" });
    await control("pause");
    expect((await baton.call("status", { workflow_id: child })).status).toBe("paused");
    expect((await control("unpause")).next).toContain("maria-qa for look");
    const claimed = await claim(baton, firstOf({ ready }));
    await control("cancel");
    expect(
      await baton.refused("complete_handoff", {
        handoff_id: claimed.handoff_id,
        lease_token: claimed.lease_token,
        status: "completed",
        summary: "Done",
      }),
    ).toMatchObject({ code: "stale_lease" });
    expect((await baton.call("status", { workflow_id: child })).status).toBe("cancelled");
  });

  test("fails with one that is cancelled, and says why", async () => {
    const { baton } = await withReview();
    const { workflow_id, ready } = await baton.call("start_workflow", {
      definition: release(both),
      goal: "v2",
    });
    const child = firstOf({ ready }).workflow_id;
    await baton.call("control_workflow", {
      workflow_id: child,
      action: "cancel",
      reason: "not now",
    });
    expect(await baton.call("status", { workflow_id })).toMatchObject({
      status: "failed",
      reason: `check failed: workflow ${child} is cancelled: cancelled: not now`,
    });
  });

  test("runs what was checked when it began, though the template has changed since", async () => {
    const { baton, project } = await withReview();
    const later = `    - { name: plan, agent: "baton:planner", task: Plan }\n${both}`;
    const { workflow_id, ready } = await baton.call("start_workflow", {
      definition: release(later),
      goal: "v2",
    });
    project.write("workflows/review.yaml", review.replace("1.0", "2.0").replace("look", "glance"));
    expect(await doWork(baton, firstOf({ ready }))).toMatchObject({ status: "completed" });
    expect(await baton.call("status", { workflow_id })).toMatchObject({
      ready: [{ step: "look" }],
    });
    const pinned = await baton.call("start_workflow", {
      definition: release(both.replace("use: review", "use: review@1.0")).replace("1.0", "1.1"),
      goal: "v3",
    });
    expect(pinned.ready).toMatchObject([{ step: "look" }]);
  });

  test("fails, and does not hang, when an agent it needs there is gone", async () => {
    const { baton, project } = await withReview();
    project.write("agents/judge.md", "---\nname: judge\ndescription: Judges\n---\nJudge.\n");
    project.write("workflows/review.yaml", review.replace("baton:architect", "judge"));
    const { workflow_id, ready } = await baton.call("start_workflow", {
      definition: release(`    - { name: plan, agent: "baton:planner", task: Plan }\n${both}`),
      goal: "v2",
    });
    project.remove("agents/judge.md");
    await baton.pass(60);
    await doWork(baton, firstOf({ ready }));
    expect(await baton.call("status", { workflow_id })).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("names the agent judge, which is not registered"),
    });
  });
});

describe("a workflow that uses another one meets other features", () => {
  const later = `    - { name: plan, agent: "baton:planner", task: Plan }\n${both}`;
  const start = (through: ToolCaller, stages = later) =>
    through.call("start_workflow", { definition: release(stages), goal: "v2" });
  const amend = (workflow_id: string, changes: object) => ({
    workflow_id,
    action: "amend",
    reason: "a stage was forgotten",
    changes,
  });
  const kept = async ({ engine: { ports } }: VirtualBaton, version: string) => {
    const state = await ports.store.state(definitionStream("review", version));
    return state.kind === "definition" && state.text !== null;
  };

  test("a change of its plan leaves what it uses as it was when it began", async () => {
    const { baton, project } = await withReview();
    const { workflow_id, ready } = await start(baton);
    project.write("workflows/review.yaml", review.replace("1.0", "2.0").replace("look", "glance"));
    const changed = await baton.call(
      "control_workflow",
      amend(workflow_id, { add: [{ name: "more", use: "review", input: { what: "'more'" } }] }),
    );
    expect(changed).toMatchObject({ effects: ["plan: more added"] });
    expect(await kept(baton, "2.0")).toBe(false);
    expect(await doWork(baton, firstOf({ ready }))).toMatchObject({ status: "completed" });
    expect(await baton.call("status", { workflow_id })).toMatchObject({
      ready: [{ step: "look" }],
    });
    // What is at work already is in the next plan as it was, too.
    await baton.call("control_workflow", amend(workflow_id, { remove: ["more"] }));
  });

  test("what a change of its plan uses is kept, but nothing of a change that is refused", async () => {
    const { baton, project } = await withReview();
    const { workflow_id, ready } = await start(baton);
    project.write("workflows/review.yaml", review.replace("1.0", "2.0").replace("look", "glance"));
    const other = { name: "more", use: "review@2.0", input: { what: "'more'" }, needs: [] };
    expect(
      await baton.refused(
        "control_workflow",
        amend(workflow_id, { remove: ["check", "ship", "plan"], add: [other] }),
      ),
    ).toMatchObject({ code: "conflict" });
    expect(await kept(baton, "2.0")).toBe(false);
    const unknown = { ...other, use: "reveiw" };
    const refused = await baton.refused("control_workflow", amend(workflow_id, { add: [unknown] }));
    expect(refused.message).toContain("changes.add[0].use: uses the workflow reveiw");
    await baton.call("control_workflow", amend(workflow_id, { add: [other] }));
    expect(await kept(baton, "2.0")).toBe(true);
    project.remove("workflows/review.yaml");
    expect(await baton.call("status", { workflow_id })).toMatchObject({
      ready: expect.arrayContaining([expect.objectContaining({ step: "glance" })]),
    });
    await doWork(baton, firstOf({ ready }));
  });

  test("the steps of both are offered in turns, and so are claimed", async () => {
    const { baton } = await withReview();
    const wide = `    - { name: a, agent: "baton:planner", task: A, needs: [] }
    - { name: b, agent: "baton:planner", task: B, needs: [] }
    - { name: check, use: review, input: { what: input.goal }, needs: [] }
`;
    const { workflow_id, ready } = await start(baton, wide);
    expect(ready.map(({ step }) => step)).toEqual(["look", "a", "b"]);
    const claimed = [];
    for (const _ of ready) {
      claimed.push((await baton.call("execute_handoff", { workflow_id })).handoff_id);
    }
    expect(claimed).toEqual(ready.map(({ handoff_id }) => handoff_id));
  });

  test("who started it may not decide with four eyes in what it uses", async () => {
    const { baton, project } = await withReview();
    project.write(
      "workflows/review.yaml",
      `workflow:
  name: review
  input: { what: string }
  state_schema: { approved: boolean, notes: string }
  stages: [{ name: ok, type: approval, four_eyes: true, task: "\${input.what}?" }]
`,
    );
    const { workflow_id, warnings } = await start(baton, both);
    expect(warnings).toEqual([expect.stringMatching(/^review\/ok: .*another user/)]);
    const { tasks } = await baton.call("status", { view: "tasks" });
    expect(tasks).toMatchObject([{ title: "ok is to be approved" }]);
    const child = String(tasks[0]?.workflow_id);
    expect(await baton.engine.ports.store.state(child)).toMatchObject({
      parent: { workflow: workflow_id },
      flow: { starter: "ada" },
    });
  });

  test("a trigger starts it with what it uses", async () => {
    const { baton } = await withReview();
    const text = `workflow:
  name: nightly
  version: 1.0
  triggers: [{ every: 1h }]
  stages: [{ name: check, use: review, input: { what: "'all'" } }]
`;
    const armed = await baton.engine.armTriggers(
      { definition: text },
      { actor: { kind: "human", name: "ada" }, session: null, holder: null, command: null },
    );
    expect(armed).toMatchObject({ content: { armed: true } });
    await baton.pass(3_600);
    expect(await baton.call("status")).toMatchObject({
      title: "nightly",
      ready: [{ step: "look" }],
    });
  });

  test("a comparison with a text sees no difference in what was looked up meanwhile", async () => {
    const { baton } = await withReview();
    const { workflow_id } = await start(baton);
    const diff = await baton.engine.diffPlans({ named: workflow_id }, { text: release(later) });
    expect(diff).toMatchObject({ content: { settings: [], stages: [] } });
  });
});

describe("a definition is refused", () => {
  const problems = async (stages: string, files: Readonly<Record<string, string>> = {}) => {
    const { baton, project } = await withReview();
    for (const [name, text] of Object.entries(files)) project.write(`workflows/${name}.yaml`, text);
    const refused = await baton.refused("start_workflow", {
      definition: release(stages),
      goal: "v2",
    });
    expect(refused.code).toBe("definition_invalid");
    const found: readonly Problem[] = JSON.parse(JSON.stringify(refused.details.problems));
    return found.map(({ path, what, fix }) => `${path}: ${what}; ${fix}`);
  };
  const using = (name: string, use: string) =>
    `workflow:\n  name: ${name}\n  stages:\n    - { name: s, use: ${use} }\n`;

  test("that uses what is not there, gives what is not taken, or lacks what is needed, all at once", async () => {
    expect(
      await problems(`    - { name: a, use: reveiw, input: { what: "1" } }
    - { name: b, use: review, input: { waht: input.goal } }
    - { name: c, use: "review@9", input: { what: input.nothing } }
`),
    ).toEqual([
      "stages[0].use: uses the workflow reveiw, which is not there; Did you mean review?",
      "stages[1].input: lacks what, which review must be given; Add what with an expression that gives string.",
      "stages[1].input.waht: is no input of review; Did you mean what? It takes: what, depth.",
      "stages[2].use: uses review@9, and review is at version 1.0; Use review@1.0, or leave the version out.",
      expect.stringMatching(/^stages\[2\]\.input\.what: .*nothing/),
    ]);
  });

  test("that uses itself, straight or through others, with the circle", async () => {
    expect(
      await problems(`    - { name: s, use: release }\n`, { release: using("release", "review") }),
    ).toMatchObject([expect.stringContaining("closes a circle: release -> release")]);
    const [found] = await problems(`    - { name: s, use: one }\n`, {
      one: using("one", "two"),
      two: using("two", "release"),
      release: using("release", "one"),
    });
    expect(found).toContain("closes a circle: release -> one -> two -> release");
  });

  test("that nests too deep", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `w${i}`,
        i === 8 ? using(`w${i}`, "leaf") : using(`w${i}`, `w${i + 1}`),
      ]),
    );
    const leaf = 'workflow:\n  name: leaf\n  stages: [{ agent: "baton:planner" }]\n';
    const deep = await problems(`    - { name: s, use: w0 }\n`, { ...files, leaf });
    expect(deep[0]).toContain("more than 8 deep");
  });

  test("that uses one with problems of its own", async () => {
    expect(
      await problems(`    - { name: s, use: broken }\n`, {
        broken: "workflow:\n  name: broken\n  stages:\n    - { agent: nobody-here }\n",
      }),
    ).toMatchObject([
      expect.stringMatching(
        /^stages\[0\]\.use: uses broken, which is not valid: stages\[0\]\.agent: names the agent nobody-here/,
      ),
    ]);
  });
});
