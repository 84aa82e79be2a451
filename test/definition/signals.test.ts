import { describe, expect, test } from "vitest";
import { criticalPath, wavesOf } from "../../src/definition/critical-path.ts";
import { planGraph } from "../../src/definition/plan-graph.ts";
import {
  definitionOf,
  edgesIn,
  faultsOf,
  nodeNamed,
  planOf,
  problemsOf,
  workflowOf,
} from "./read.ts";

describe("a wait for a signal", () => {
  test("is known by its signal, and fails when its time runs out unless it says otherwise", () => {
    const plan = planOf(
      workflowOf(
        `- {name: plain, signal: paid}
- {name: keyed, signal: paid, correlate: input.order, timeout: 7d, on_timeout: continue}
- {name: away, type: wait, signal: paid, timeout: 90s, on_timeout: {goto: remind}}
- {name: ship, agent: x}
- {name: remind, agent: x}`,
        "input: {order: string}",
      ),
    );
    expect(nodeNamed(plan, "plain")).toMatchObject({
      kind: "event",
      signals: [{ signal: "paid", correlate: null, goto: null }],
      timeoutSeconds: null,
      onTimeout: "fail",
    });
    expect(nodeNamed(plan, "keyed")).toMatchObject({
      signals: [{ correlate: "input.order" }],
      timeoutSeconds: 604_800,
      onTimeout: "continue",
    });
    expect(nodeNamed(plan, "away")).toMatchObject({ onTimeout: { goto: "remind" } });
    expect(edgesIn(plan.root)).toEqual([
      "plain -> keyed",
      "keyed -> away",
      "away -> ship",
      "away ~> remind",
    ]);
  });

  test("may have outputs that read its payload, and its own steps' output is known", () => {
    const text = workflowOf(
      `- {name: paid, signal: paid, outputs: {total: steps.paid.output.payload.total}}
- {name: ship, agent: x, task: "Got \${steps.paid.output.payload.by}"}`,
      "state_schema: {total: integer}",
    );
    expect(problemsOf(text)).toEqual([]);
  });

  test.each([
    ["{name: w, signal: paid, for: 1m}", "stages[0].for: stands beside signal"],
    ["{name: w, signal: paid, until: '1'}", "stages[0].until: stands beside signal"],
    ["{name: w, signal: paid, on_timeout: fail}", "stages[0].on_timeout: stands without timeout"],
    ["{name: w, signal: paid, timeout: 8d}", "stages[0].timeout: is out of bounds"],
    ["{name: w, signal: 'a b'}", "stages[0].signal: is no name"],
    [
      "{name: w, signal: paid, correlate: input.nothing}",
      "stages[0].correlate: names input.nothing, which does not exist",
    ],
    [
      "{name: w, signal: paid, timeout: 1m, on_timeout: stop}",
      "stages[0].on_timeout: is no way on",
    ],
    [
      "{name: w, signal: paid, timeout: 1m, on_timeout: {goto: nowhere}}",
      "stages[0].on_timeout.goto: names nowhere, which is no stage of this list",
    ],
    ["{name: w, for: 1m, timeout: 1m}", "stages[0].timeout: belongs to a wait for a signal"],
    ["{name: w, for: 1m, correlate: '1'}", "stages[0].correlate: belongs to a wait for a signal"],
    ["{name: w, type: wait}", "stages[0].for: is missing"],
    [
      "{name: w, agent: x, correlate: '1'}",
      "stages[0].correlate: does not belong to a stage of type agent",
    ],
  ])("%s is refused", (stage, fault) => {
    expect(faultsOf(workflowOf(`- ${stage}\n- {name: z, agent: x}`))).toContain(fault);
  });

  test("with ways of its own is no branch", () => {
    const text = workflowOf(
      `- branches:
    - {name: a, signal: go, timeout: 1m, on_timeout: {goto: b}}
    - {name: b, agent: x}`,
    );
    expect(faultsOf(text)).toEqual(["stages[0].branches[0]: is a choice as a branch"]);
    expect(problemsOf(workflowOf("- branches: [{signal: go}, {agent: x}]"))).toEqual([]);
  });
});

describe("the first of several", () => {
  const stages = `- name: which
  first_of:
    - {signal: paid, goto: ship}
    - {signal: cancelled, correlate: input.order, goto: refund}
    - {timer: 2h, goto: remind}
- {name: ship, agent: x}
- {name: refund, agent: x}
- {name: remind, agent: x}
- {name: report, agent: x}`;
  const text = workflowOf(stages, "input: {order: string}");

  test("leads to one of its stages, and nothing follows it but these", () => {
    const plan = planOf(text);
    expect(nodeNamed(plan, "which")).toMatchObject({
      kind: "event",
      signals: [
        { signal: "paid", correlate: null, goto: "ship" },
        { signal: "cancelled", correlate: "input.order", goto: "refund" },
      ],
      timeoutSeconds: 7200,
      onTimeout: { goto: "remind" },
    });
    expect(edgesIn(plan.root)).toEqual([
      "which ~> ship",
      "which ~> refund",
      "which ~> remind",
      "ship -> report",
      "refund -> report",
      "remind -> report",
    ]);
  });

  test("takes no time of its own, and is drawn with its ways", () => {
    const plan = planOf(text);
    expect(wavesOf(plan)).toEqual([["ship", "refund", "remind"], ["report"]]);
    expect(criticalPath(plan)).toEqual({ steps: ["ship", "report"], minutes: 20 });
    const drawn = planGraph(plan);
    expect(drawn).toContain('n1(["which: paid or cancelled or at most 2h"])');
    expect(drawn).toContain('n1 -->|"paid"| n2');
    expect(drawn).toContain('n1 -->|"timed out"| n4');
  });

  test.each([
    ["[{goto: z}]", "stages[0].first_of[0]: waits for nothing"],
    ["[{signal: a, timer: 1m, goto: z}]", "stages[0].first_of[0]: has a signal and a timer"],
    ["[{timer: 1m, goto: z}, {timer: 2m, goto: z}]", "stages[0].first_of[1]: is a second timer"],
    ["[{signal: a, goto: z}, {signal: a, goto: z}]", "stages[0].first_of[1]: waits for a twice"],
    ["[{timer: 8d, goto: z}]", "stages[0].first_of[0].timer: is out of bounds"],
    [
      "[{timer: 1m, correlate: '1', goto: z}]",
      "stages[0].first_of[0].correlate: belongs to a signal",
    ],
    ["[{signal: a}]", "stages[0].first_of[0].goto: is missing"],
    ["[]", "stages[0].first_of: is empty"],
    [
      "[{signal: a, goto: nowhere}]",
      "stages[0].first_of[0].goto: names nowhere, which is no stage of this list",
    ],
  ])("of %s is refused", (entries, fault) => {
    const found = faultsOf(workflowOf(`- {name: w, first_of: ${entries}}\n- {name: z, agent: x}`));
    expect(found).toContain(fault);
  });
});

describe("emit", () => {
  test("is known by its receiver or its payload", () => {
    const plan = planOf(
      workflowOf(
        `- {name: a, signal: paid, to: input.order}
- {name: b, type: emit, signal: paid, to: "'k'", payload: input.order}
- {name: c, signal: paid, to: "'k'", payload: {order: input.order, n: 1}}`,
        "input: {order: string}",
      ),
    );
    expect(nodeNamed(plan, "a")).toMatchObject({ kind: "emit", to: "input.order", payload: null });
    expect(nodeNamed(plan, "b")).toMatchObject({ payload: "input.order" });
    expect(nodeNamed(plan, "c")).toMatchObject({ payload: { order: "input.order", n: "1" } });
    expect(planGraph(plan)).toContain('n1>"a: send paid"]');
  });

  test.each([
    ["{name: e, to: '1'}", "stages[0].signal: is missing"],
    ["{name: e, type: emit, signal: a}", "stages[0].to: is missing"],
    ["{name: e, signal: a, to: nothing}", "stages[0].to: names nothing, which does not exist"],
    ["{name: e, signal: a, to: '1', payload: {x: nothing}}", "stages[0].payload.x: names nothing"],
    ["{name: e, signal: a, to: '1', payload: [1]}", "stages[0].payload: is no payload"],
    [
      "{name: e, signal: a, to: '1', timeout: 1m}",
      "stages[0].timeout: does not belong to a stage of type emit",
    ],
  ])("%s is refused", (stage, fault) => {
    expect(faultsOf(workflowOf(`- ${stage}`)).join("\n")).toContain(fault);
  });
});

describe("triggers", () => {
  const withTriggers = (
    triggers: string,
    input = "input: {total: integer, note: {type: string, default: x}}",
  ) => workflowOf("- {agent: x}", `${input}\ntriggers: ${triggers}`);

  test("are signals, times and cron lines", () => {
    const text = withTriggers(
      `[{signal: paid, when: signal.payload.total > 10, input: {total: signal.payload.total}}, {every: 1h, input: {total: 1, note: fired_at}}, {cron: "0 9 * * 1", timezone: Europe/Berlin, input: {total: 1}}]`,
    );
    expect(planOf(text).triggers).toEqual([
      {
        kind: "signal",
        signal: "paid",
        when: "signal.payload.total > 10",
        input: { total: "signal.payload.total" },
      },
      { kind: "every", seconds: 3600, input: { total: "1", note: "fired_at" } },
      { kind: "cron", cron: "0 9 * * 1", timezone: "Europe/Berlin", input: { total: "1" } },
    ]);
  });

  test("without a timezone go by UTC; a workflow without triggers has none", () => {
    expect(planOf(withTriggers('[{cron: "0 9 * * *", input: {total: 1}}]')).triggers).toMatchObject(
      [{ timezone: "UTC" }],
    );
    expect(planOf(workflowOf("- {agent: x}")).triggers).toEqual([]);
  });

  const given = "input: {total: 1}";
  test.each([
    [`{cron: "61 * * * *", ${given}}`, "triggers[0].cron: is no cron line"],
    [`{cron: "* * * * * *", ${given}}`, "triggers[0].cron: has not five fields"],
    [`{cron: "@daily", ${given}}`, "triggers[0].cron: has not five fields"],
    [`{cron: "0 9 31 2 *", ${given}}`, "triggers[0].cron: is never due"],
    [
      `{cron: "0 9 * * *", timezone: Mars/Olympus, ${given}}`,
      "triggers[0].timezone: is Mars/Olympus, which is no timezone",
    ],
    [`{every: 59s, ${given}}`, "triggers[0].every: is out of bounds"],
    [`{every: 367d, ${given}}`, "triggers[0].every: is out of bounds"],
    [`{every: often, ${given}}`, "triggers[0].every: is no duration"],
    [`{${given}}`, "triggers[0]: starts on nothing"],
    [`{every: 1h, signal: a, ${given}}`, "triggers[0]: has signal and every"],
    [`{every: 1h, when: "true", ${given}}`, "triggers[0].when: does not belong to every"],
    [`{every: 1h, timezone: UTC, ${given}}`, "triggers[0].timezone: does not belong to every"],
    [
      "{every: 1h, input: {totl: 1}}",
      "triggers[0].input.totl: gives totl, which input does not declare",
    ],
    ["{every: 1h}", "triggers[0].input: does not give total, which has no default"],
    ["{every: 1h, input: {total: signal.payload}}", "triggers[0].input.total: names signal"],
    ["{signal: a, input: {total: fired_at}}", "triggers[0].input.total: names fired_at"],
    ["{signal: a, input: {total: memory.x}}", "triggers[0].input.total: names memory"],
    [`{signal: a, when: workflow.id, ${given}}`, "triggers[0].when: names workflow"],
    [`{signal: a, when: "'x'", ${given}}`, "triggers[0].when: gives a string"],
  ])("%s is refused", (trigger, fault) => {
    expect(faultsOf(withTriggers(`[${trigger}]`)).join("\n")).toContain(fault);
  });

  test("that a workflow fires itself are a warning", () => {
    const text = workflowOf(
      "- stages: [{signal: paid, to: \"'k'\"}]",
      "triggers: [{signal: paid}]",
    );
    expect(definitionOf(text).warnings).toMatchObject([
      {
        path: "triggers[0].signal",
        what: expect.stringContaining("which the workflow itself sends"),
      },
    ]);
  });
});
