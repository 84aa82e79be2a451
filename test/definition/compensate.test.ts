import { describe, expect, test } from "vitest";
import { planGraph } from "../../src/definition/plan-graph.ts";
import { definitionOf, nodeNamed, planOf, problemsOf, workflowOf } from "./read.ts";

const undo = "compensate: {agent: y, task: Undo it}";

describe("compensate", () => {
  test("says who undoes an agent's work, with what the work brought", () => {
    const text = workflowOf(
      `- {name: a, agent: x, compensate: {agent: y, task: "Release \${steps.a.output.id} of \${input.order}"}}`,
      "input: {order: string}",
    );
    expect(nodeNamed(planOf(text), "a")).toMatchObject({
      compensate: { agent: "y", task: "Release ${steps.a.output.id} of ${input.order}" },
    });
    expect(nodeNamed(planOf(workflowOf("- {name: a, agent: x}")), "a")).toMatchObject({
      compensate: null,
    });
  });

  test("holds for each item of a list, and may use it", () => {
    const text = workflowOf(
      `- {name: l, items: "[1]", as: part, agent: x, compensate: {agent: y, task: "Undo \${part}, \${iteration}"}}`,
    );
    expect(nodeNamed(planOf(text), "x")).toMatchObject({ compensate: { agent: "y" } });
  });

  test("of a stage that uses a workflow takes the place of what that says itself", () => {
    const text = workflowOf(
      `- {name: a, use: other, compensate: {agent: y, task: "Recall \${steps.a.output.workflow_id}"}}`,
    );
    expect(nodeNamed(planOf(text), "a")).toMatchObject({
      compensate: { agent: "y", task: "Recall ${steps.a.output.workflow_id}" },
    });
    expect(nodeNamed(planOf(workflowOf("- {name: a, use: other}")), "a")).not.toHaveProperty(
      "compensate",
    );
  });

  test.each([
    [`- {name: a, for: 1m, ${undo}}`, "stages[0].compensate"],
    [
      `- {name: a, condition: "true", on_true: b, ${undo}}\n- {name: b, agent: x}`,
      "stages[0].compensate",
    ],
    [`- {name: a, agents: [x], ${undo}}`, "stages[0].compensate"],
    [`- {name: a, branches: [{agent: x}], ${undo}}`, "stages[0].compensate"],
    [`- {name: a, items: "[1]", stages: [{agent: x}], ${undo}}`, "stages[0].compensate"],
    ["- {name: a, agent: x, compensate: {agent: y}}", "stages[0].compensate.task"],
    ["- {name: a, agent: x, compensate: {task: Undo it}}", "stages[0].compensate.agent"],
    [
      "- {name: a, agent: x, compensate: {agent: y, task: u, retry: 3}}",
      "stages[0].compensate.retry",
    ],
    [
      `- {name: a, agent: x, compensate: {agent: y, task: "\${nothing}"}}`,
      "stages[0].compensate.task",
    ],
    [`- {name: a, agent: x, compensate: {agent: y, task: "\${x"}}`, "stages[0].compensate.task"],
  ])("is refused with a fix: %s", (stages, path) => {
    const problems = problemsOf(workflowOf(stages));
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.fix.length).toBeGreaterThan(10);
  });

  test("wants an agent that is registered", () => {
    const knowsAgent = (name: string) => name === "x";
    const text = workflowOf(`- {name: a, agent: x, ${undo}}`);
    expect(problemsOf(text, { knowsAgent })).toMatchObject([
      { path: "stages[0].compensate.agent", what: /names the agent y, which is not registered/ },
    ]);
  });

  test("is drawn as a dotted line", () => {
    const drawn = planGraph(planOf(workflowOf(`- {name: a, agent: x, ${undo}}\n- {agent: z}`)));
    expect(drawn).toContain('  n1 -.->|"undone by"| n1u(["y"])\n');
    expect(drawn.match(/undone by/g)).toHaveLength(1);
    const used = planGraph(planOf(workflowOf(`- {name: a, use: other, ${undo}}`)));
    expect(used).toContain('  n1 -.->|"undone by"| n1u(["y"])\n');
  });
});

describe("on_failure: compensate", () => {
  test("is a warning where no stage can be undone", () => {
    const bare = workflowOf("- {name: a, agent: x}", "on_failure: compensate");
    expect(definitionOf(bare)).toMatchObject({
      plan: { onFailure: "compensate" },
      warnings: [{ path: "on_failure", what: /no stage can be undone/ }],
    });
    const deep = workflowOf(
      `- {until: "true", max_iterations: 2, stages: [{agent: x, ${undo}}]}`,
      "on_failure: compensate",
    );
    expect(definitionOf(deep).warnings).toEqual([]);
  });
});
