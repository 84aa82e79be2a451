import { describe, expect, test } from "vitest";
import type { Premises } from "../../src/definition/compile-in.ts";
import { faultsOf, problemsOf, workflowOf } from "./read.ts";

const fixes = (text: string, premises?: Premises) =>
  problemsOf(text, premises).map(({ path, fix }) => `${path}: ${fix}`);

describe("all mistakes are told at once", () => {
  test("also those below a name that is none, or that is missing", () => {
    for (const name of ["  name: a b\n", ""]) {
      const text = `workflow:\n${name}  timeout: 8d\n  stages: [{agent: x, timeout: 25h}]\n`;
      const paths = problemsOf(text).map(({ path }) => path);
      expect(paths).toEqual(["name", "timeout", "stages[0].timeout"]);
    }
  });

  test("also those beside stages that are none", () => {
    for (const stages of ["  stages: {a: {agent: x}}\n", "  stages: []\n", ""]) {
      const text = `workflow:\n  name: a\n  timeout: 8d\n${stages}`;
      expect(new Set(problemsOf(text).map(({ path }) => path))).toEqual(
        new Set(["timeout", "stages"]),
      );
    }
  });

  test("also those of a text beside an expression that is empty", () => {
    const text = workflowOf(
      '- {agent: x, task: "${ } and ${nothing} and ${state.none} and ${1 +"}',
    );
    expect(faultsOf(text)).toEqual([
      "stages[0].task: an expression in braces is empty",
      "stages[0].task: an expression in braces is not closed",
      "stages[0].task: names nothing, which does not exist",
      "stages[0].task: names state.none, which does not exist",
    ]);
  });
});

describe("a mistake is told in words of the language", () => {
  test("a type that is none", () => {
    const of = (type: string) =>
      fixes(workflowOf("- {agent: x}", `state_schema:\n  v: ${type}`)).join();
    for (const type of ["enumeration", '"enum[a"', "text"]) {
      expect(of(type)).toContain("state_schema.v: Use string, number, integer, boolean");
    }
    expect(of("enum[a, b, a]")).toBe("state_schema.v: Name each value once.");
    expect(of("{ enum: [a, a] }")).toBe("state_schema.v.enum: Name each value once.");
  });

  test("a limit that is nothing", () => {
    expect(fixes(workflowOf("- {agent: x}", "limits: { money: 0 }"))).toEqual([
      "limits.money: More than 0.",
    ]);
  });

  test("a condition that gives an int", () => {
    expect(faultsOf(workflowOf('- {agent: x, when: "1"}'))).toEqual([
      "stages[0].when: gives an int",
    ]);
  });

  test("a stage whose name CEL keeps for itself, in an expression", () => {
    const text = workflowOf('- {name: in, agent: x}\n- {agent: y, when: "steps.in.status == 1"}');
    expect(fixes(text)).toEqual([
      'stages[1].when: in is a word that CEL keeps for itself: write steps["in"].',
    ]);
    expect(faultsOf(text.replace("steps.in.status", 'steps[\\"in\\"].attempts'))).toEqual([]);
  });

  test("a value that YAML keeps for itself, unquoted", () => {
    for (const value of ["@planner", "`planner`", "%planner"]) {
      expect(fixes(`workflow:\n  name: a\n  stages:\n    - agent: ${value}\n`).join()).toContain(
        "Quote it",
      );
    }
  });
});

describe("what a stage names has to be there", () => {
  const knowsAgent = (name: string) => name === "planner";
  const nearestAgents = (name: string) => (name.startsWith("plan") ? ["planner"] : []);

  test("an agent, with the nearest one", () => {
    const text = workflowOf(
      "- {agent: planer, compensate: {agent: plannr, task: u}, on_failure: {fallback_agent: plan}}\n- agents: [zed]",
    );
    expect(fixes(text, { knowsAgent, nearestAgents })).toEqual([
      "stages[0].agent: Did you mean planner? Else register it: baton agents new.",
      "stages[0].compensate.agent: Did you mean planner? Else register it: baton agents new.",
      "stages[0].on_failure.fallback_agent: Did you mean planner? Else register it: baton agents new.",
      "stages[1].agents[0]: Register it (baton agents new) or name one that is; baton agents lists them.",
    ]);
  });

  test("a check of the operator's, with the nearest one", () => {
    const text = workflowOf("- {agent: x, expects: {checks: [test, tset, lint]}}");
    const every = () => true;
    expect(fixes(text, { knowsAgent: every, checks: ["test"] })).toEqual([
      "stages[0].expects.checks[1]: Did you mean test? Else the operator declares it: baton config add-check tset -- COMMAND ARGS.",
      "stages[0].expects.checks[2]: Leave it out, or the operator declares it: baton config add-check lint -- COMMAND ARGS.",
    ]);
    expect(fixes(text, { knowsAgent: every })).toEqual([]);
  });
});
