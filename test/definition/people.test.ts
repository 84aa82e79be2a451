import { describe, expect, test } from "vitest";
import { criticalPath, wavesOf } from "../../src/definition/critical-path.ts";
import { planGraph } from "../../src/definition/plan-graph.ts";
import { edgesIn, faultsOf, nodeNamed, planOf, problemsOf, workflowOf } from "./read.ts";

describe("an approval", () => {
  test("needs no more than its type", () => {
    const plan = planOf(workflowOf("- {name: a, agent: x}\n- {name: ok, type: approval}"));
    expect(nodeNamed(plan, "ok")).toEqual({
      name: "ok",
      kind: "approval",
      edges: [{ from: "a", kind: "flow" }],
      exits: [],
      when: null,
      outputs: {},
      onError: [],
      rank: 0,
      critical: true,
      task: "sample\n\nThis stage: ok",
      assignees: [],
      role: null,
      quorum: 1,
      form: {},
      dueSeconds: null,
      reminderSeconds: null,
      escalateTo: null,
      onReject: null,
      fourEyes: false,
    });
  });

  test("has everything that is said", () => {
    const text = workflowOf(
      `- name: pay
  role: finance
  quorum: 2
  task: Pay \${input.amount}?
  form: {amount: number, reason: {enum: [bill, refund]}, sure: {type: boolean, default: true}}
  due: 4h
  reminders: 1h
  escalate_to: {role: chief}
  on_reject: explain
  four_eyes: true
  outputs: {paid: steps.pay.output.form.amount}
  sla: {warn: 1h, breach: 1d}
- {name: send, agent: x}
- {name: explain, agent: x}`,
      "input: {amount: number}\nstate_schema: {paid: number}",
    );
    expect(nodeNamed(planOf(text), "pay")).toMatchObject({
      task: "Pay ${input.amount}?",
      assignees: [],
      role: "finance",
      quorum: 2,
      form: {
        amount: { type: "number", values: null },
        reason: { type: "string", values: ["bill", "refund"] },
        sure: { type: "boolean", initial: true },
      },
      dueSeconds: 14_400,
      reminderSeconds: 3600,
      escalateTo: { kind: "role", name: "chief" },
      onReject: "explain",
      fourEyes: true,
      sla: { warnSeconds: 3600, breachSeconds: 86_400 },
    });
    expect(edgesIn(planOf(text).root)).toEqual(["pay -> send", "pay ~> explain"]);
  });

  test("is known by its keys", () => {
    for (const key of ["assignees: [ada]", "role: boss", "quorum: 2", "four_eyes: true"])
      expect(nodeNamed(planOf(workflowOf(`- {name: ok, ${key}}`)), "ok").kind).toBe("approval");
  });

  test("is asked of people, a role, or a person as well when it is overdue", () => {
    const node = nodeNamed(
      planOf(workflowOf("- {name: ok, assignees: [ada, bob], due: 1h, escalate_to: cy}")),
      "ok",
    );
    expect(node).toMatchObject({
      assignees: ["ada", "bob"],
      escalateTo: { kind: "person", name: "cy" },
    });
  });

  test.each([
    ["assignees: [ada], role: boss", "stages[0].role: stands beside assignees"],
    ["assignees: [ada, ada]", "stages[0].assignees: names ada twice"],
    ["assignees: [ada], quorum: 2", "stages[0].quorum: is 2, and 1 are asked"],
    ["assignees: []", "stages[0].assignees: is empty"],
    ["role: boss, quorum: 0", "stages[0].quorum: is too small"],
    ["role: boss, due: 30s", "stages[0].due: is out of bounds"],
    ["role: boss, due: soon", "stages[0].due: is no duration"],
    ["role: boss, reminders: 1m", "stages[0].reminders: is out of bounds"],
    ["role: boss, escalate_to: ada", "stages[0].escalate_to: stands without due"],
    ["role: boss, due: 1h, escalate_to: [ada]", "stages[0].escalate_to: is nobody"],
    [
      "role: boss, on_reject: nowhere",
      "stages[0].on_reject: names nowhere, which is no stage of this list",
    ],
    ["role: boss, form: {decision: string}", "stages[0].form.decision: is asked in any case"],
    [
      "role: boss, form: {list: array}",
      "stages[0].form.list: has type array, which no form can take",
    ],
    ["role: boss, agent: x", "stages[0].agent: does not belong to a stage of type approval"],
    ["role: boss, task: 'Pay ${nothing}?'", "stages[0].task: names nothing, which does not exist"],
  ])("that says {%s} is refused by path", (keys, fault) => {
    const faults = faultsOf(workflowOf(`- {name: ok, ${keys}}`));
    expect(
      faults.some((each) => each.startsWith(fault)),
      faults.join("\n"),
    ).toBe(true);
    for (const { fix } of problemsOf(workflowOf(`- {name: ok, ${keys}}`))) expect(fix).not.toBe("");
  });

  test("may stand in a branch, but leads to nothing out of it", () => {
    const branches = (more: string) =>
      workflowOf(`- name: both\n  branches:\n    - {name: ok, role: boss${more}}\n    - agent: x`);
    expect(faultsOf(branches(""))).toEqual([]);
    expect(faultsOf(branches(", on_reject: x"))).toEqual([
      "stages[0].branches[0].on_reject: leads out of a branch",
    ]);
  });

  test("stands in waves, on the longest way, and in the drawing", () => {
    const plan = planOf(
      workflowOf(
        "- {name: a, agent: x}\n- {name: ok, role: boss, quorum: 2, on_reject: c}\n- {name: b, agent: x}\n- {name: c, agent: x}",
      ),
    );
    expect(wavesOf(plan)).toEqual([["a"], ["ok"], ["b", "c"]]);
    expect(criticalPath(plan)).toEqual({ steps: ["a", "ok", "b"], minutes: 20 });
    const graph = planGraph(plan);
    expect(graph).toContain('n2{{"ok (2 of boss)"}}');
    expect(graph).toContain('n2 -->|"rejected"| n4');
  });
});

describe("an sla", () => {
  test("is of a stage that works, and of the workflow", () => {
    const plan = planOf(
      workflowOf(
        "- {name: a, agent: x, sla: {warn: 90s}}\n- {name: l, sla: {breach: 2h}, stages: [{agent: y}], until: 'true', max_iterations: 2}",
        "sla: {warn: 1h, breach: 2d}",
      ),
    );
    expect(plan.sla).toEqual({ warnSeconds: 3600, breachSeconds: 172_800 });
    expect(nodeNamed(plan, "a").sla).toEqual({ warnSeconds: 90, breachSeconds: null });
    expect(nodeNamed(plan, "l").sla).toEqual({ warnSeconds: null, breachSeconds: 7200 });
    expect(nodeNamed(plan, "y").sla).toBeUndefined();
  });

  test("of a list is not each item's", () => {
    const plan = planOf(workflowOf("- {name: l, items: '[1]', agent: x, sla: {warn: 1h}}"));
    expect(nodeNamed(plan, "l").sla).toBeDefined();
    expect(nodeNamed(plan, "x").sla).toBeUndefined();
  });

  test.each([
    ["agent: x, sla: {}", "stages[0].sla: says no time"],
    ["agent: x, sla: {warn: 2h, breach: 1h}", "stages[0].sla.warn: is not before breach"],
    ["agent: x, sla: {breach: 31d}", "stages[0].sla.breach: is out of bounds"],
    ["agent: x, sla: {warn: later}", "stages[0].sla.warn: is no duration"],
    ["agent: x, sla: {wran: 1h}", "stages[0].sla.wran: is not a known key"],
    ["for: 1h, sla: {warn: 1h}", "stages[0].sla: does not belong to a stage of type wait"],
  ])("that says {%s} is refused by path", (keys, fault) => {
    expect(faultsOf(workflowOf(`- {name: a, ${keys}}`))).toContain(fault);
  });
});
