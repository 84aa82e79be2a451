import { describe, expect, test } from "vitest";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { definitionOf, edgesIn, fixture, nodesIn, planOf, problemsOf } from "./read.ts";

const onboarding = fixture("customer-onboarding-of-the-seed.yaml");
const patterns = fixture("workflow-patterns-of-the-seed.yaml");

const mended = onboarding
  .replace("  stages:", "  state_schema:\n    all_data_valid: boolean\n  stages:")
  .replace(
    "    - name: account_creation",
    "    - name: data_correction\n      agent: data_entry_agent\n\n    - name: account_creation",
  );

describe("customer_onboarding", () => {
  test("is refused as the seed has it: data_correction is nowhere", () => {
    expect(problemsOf(onboarding)).toEqual([
      {
        path: "stages[1].condition",
        what: "names all_data_valid, which does not exist",
        fix: 'Declare it in state_schema or input, or write "all_data_valid" in quotes if it is a text.',
        line: 15,
        column: 7,
      },
      {
        path: "stages[1].on_false",
        what: "names data_correction, which is no stage of this list",
        fix: "Did you mean data_collection? Else add a stage data_correction.",
        line: 17,
        column: 7,
      },
    ]);
  });

  test("is refused for data_correction alone once the state is declared", () => {
    const declared = onboarding.replace(
      "  stages:",
      "  state_schema:\n    all_data_valid: boolean\n  stages:",
    );
    expect(problemsOf(declared).map(({ path }) => path)).toEqual(["stages[1].on_false"]);
  });

  test("compiles with that stage", () => {
    const plan = planOf(mended);
    expect(plan.version).toBe("1.0");
    expect(edgesIn(plan.root)).toEqual([
      "data_collection -> verification",
      "verification ~> data_correction",
      "verification ~> account_creation",
    ]);
    expect(nodesIn(plan.root).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "data_collection group",
      "data_entry_agent agent",
      "document_collection_agent agent",
      "background_check_agent agent",
      "verification choice",
      "data_correction agent",
      "account_creation group",
      "account_setup_agent agent",
      "welcome_email_agent agent",
      "initial_access_agent agent",
    ]);
  });

  test("names every agent that is not registered, the first as well as the last", () => {
    const known = new Set(["data_entry_agent", "account_setup_agent"]);
    const missing = problemsOf(mended, { knowsAgent: (name) => known.has(name) });
    expect(missing.map(({ path }) => path)).toEqual([
      "stages[0].branches[1].agent",
      "stages[0].branches[2].agent",
      "stages[3].agents[1]",
      "stages[3].agents[2]",
    ]);
  });
});

describe("the state schema of the seed", () => {
  const text = `workflow:
  name: sample
  state_schema:
    customer_data: object
    verification_status: enum[pending, approved, rejected]
    account_created: boolean
    error_handling: object
      retry_count: number
  stages:
    - agent: worker
`;

  test("is refused where it is no YAML, with the way to write it", () => {
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ line: 8, fix: expect.stringContaining("fields") }),
    ]);
  });

  test("compiles with the fields where they belong", () => {
    const fixed = text.replace(
      "object\n      retry_count: number",
      "\n      type: object\n      fields:\n        retry_count: number\n        escalation_threshold: number",
    );
    expect(planOf(fixed).state).toEqual({
      customer_data: { type: "object", values: null },
      verification_status: { type: "string", values: ["pending", "approved", "rejected"] },
      account_created: { type: "boolean", values: null },
      error_handling: {
        type: "object",
        values: null,
        fields: {
          retry_count: { type: "number", values: null },
          escalation_threshold: { type: "number", values: null },
        },
      },
    });
  });
});

describe("workflow_patterns", () => {
  test("compile as the seed has them: parallel groups in sequence", () => {
    const read = readDefinitions(patterns, { knowsAgent: () => true });
    if (read.type === "invalid") throw new Error("it was refused");
    expect(read.definitions.map(({ plan }) => plan.name)).toEqual([
      "full_stack_development",
      "security_audit",
      "system_optimization",
    ]);
    const plan = definitionOf(patterns).plan;
    expect(edgesIn(plan.root)).toEqual([
      "analysis -> backend",
      "backend -> frontend",
      "frontend -> testing",
      "testing -> deployment",
    ]);
    expect(plan.root.nodes[0]).toMatchObject({
      kind: "group",
      need: "all",
      body: {
        nodes: [
          { name: "architecture-design-opus", edges: [], exits: [] },
          { name: "requirements-analysis", edges: [], exits: [] },
        ],
      },
    });
  });

  test("tell where in the shorthand an agent is unknown", () => {
    const unknown = problemsOf(patterns, {
      knowsAgent: (name) => name !== "visual-iteration",
    });
    expect(unknown).toEqual([
      expect.objectContaining({
        path: "workflow_patterns.full_stack_development.stages[2].frontend[1]",
        line: 6,
      }),
    ]);
  });

  test("take one name with its agents an entry", () => {
    expect(
      problemsOf("workflow_patterns:\n  p:\n    stages:\n      - a: [x]\n        b: [y]\n"),
    ).toEqual([expect.objectContaining({ path: "workflow_patterns.p.stages[0]", line: 4 })]);
  });
});
