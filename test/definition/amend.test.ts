import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { type Amended, amendDefinition } from "../../src/definition/amend-definition.ts";
import { edgesIn, fixture, nodeNamed, workflowOf } from "./read.ts";

const base = workflowOf(`
- name: a
  agent: ana
- agent: ben
- name: side
  type: parallel
  branches:
    - agent: cleo
    - agent: cleo
- name: end
  agent: ana
  needs: [side]
`);
const amended = (
  changes: Json,
  { text = base, earlier = [] as readonly JsonObject[] } = {},
): Amended =>
  amendDefinition(
    { text, name: "sample", earlier, changes, path: ["changes"] },
    { knowsAgent: (name) => name !== "nobody" },
  );
const planOf = (...given: Parameters<typeof amended>): Plan => {
  const result = amended(...given);
  if (result.type === "invalid") throw new Error(JSON.stringify(result.problems, null, 2));
  return result.definition.plan;
};
const faults = (...given: Parameters<typeof amended>): readonly string[] => {
  const result = amended(...given);
  return result.type === "invalid"
    ? result.problems.map(({ path, what, fix }) => `${path}: ${what}. ${fix}`)
    : [];
};
const names = ({ root }: Plan): readonly string[] => root.nodes.map(({ name }) => name);

describe("changes of a definition", () => {
  test("a stage is added at the end, and follows what is open there", () => {
    const { root } = planOf({ add: [{ name: "x", agent: "ana" }] });
    expect(edgesIn(root)).toEqual(["a -> ben", "ben -> side", "side -> end", "end -> x"]);
  });

  test("a stage is added behind another, and what followed that follows it", () => {
    const { root } = planOf({ add: [{ name: "x", agent: "ana", after: "a" }] });
    expect(edgesIn(root)).toEqual(["a -> x", "x -> ben", "ben -> side", "side -> end"]);
  });

  test("needs give the place where the list's order would not do", () => {
    const { root } = planOf({ add: [{ name: "x", agent: "ana", needs: ["a"] }] });
    expect(edgesIn(root)).toContain("a -> x");
    expect(edgesIn(root)).not.toContain("end -> x");
  });

  test("stages in bodies are found by their names, too", () => {
    const plan = planOf({
      add: [{ name: "x", agent: "ana", after: "cleo" }],
      remove: ["cleo-2"],
    });
    const side = nodeNamed(plan, "side");
    expect("body" in side ? side.body.nodes.map(({ name }) => name) : []).toEqual(["cleo", "x"]);
  });

  test("a stage without a name of its own is named as its step is", () => {
    expect(names(planOf({ remove: ["ben"] }))).toEqual(["a", "side", "end"]);
    const plan = planOf({ replace: [{ name: "ben", agent: "cleo", task: "mend it" }] });
    expect(nodeNamed(plan, "ben")).toMatchObject({ agent: "cleo", task: "mend it" });
    expect(edgesIn(plan.root)).toEqual(["a -> ben", "ben -> side", "side -> end"]);
  });

  test("a new stage takes no name from one that has none of its own", () => {
    const plan = planOf({ add: [{ name: "y", agents: ["ben", "cleo"], after: "a" }] });
    expect(names(plan)).toEqual(["a", "y", "ben", "side", "end"]);
    const y = nodeNamed(plan, "y");
    expect("body" in y ? y.body.nodes.map(({ name }) => name) : []).toEqual(["ben-2", "cleo-3"]);
  });

  test("a name that was removed may be given again in the same change", () => {
    const plan = planOf({ remove: ["end"], add: [{ name: "end", agent: "cleo" }] });
    expect(nodeNamed(plan, "end")).toMatchObject({ agent: "cleo" });
  });

  test("later changes build on earlier ones", () => {
    const earlier = [{ add: [{ name: "x", agents: ["ana", "ben"] }] }, { remove: ["side", "end"] }];
    const { root } = planOf({ add: [{ name: "z", agent: "ana", after: "x" }] }, { earlier });
    expect(edgesIn(root)).toEqual(["a -> ben", "ben -> x", "x -> z"]);
  });

  test("a workflow in shorthand is changed as one in full", () => {
    const text = fixture("workflow-patterns-of-the-seed.yaml");
    const read = amendDefinition(
      {
        text,
        name: "full_stack_development",
        earlier: [],
        changes: { add: [{ name: "x", agent: "ana" }] },
        path: ["changes"],
      },
      { knowsAgent: () => true },
    );
    expect(read.type === "amended" ? names(read.definition.plan).at(-1) : read).toBe("x");
  });

  test("name, version and all that is no stage stay as they are", () => {
    const text = workflowOf("- agent: ana", "version: 1.10\nmax_parallel: 3\n");
    expect(planOf({ add: [{ name: "x", agent: "ana" }] }, { text })).toMatchObject({
      name: "sample",
      version: "1.10",
      maxParallel: 3,
    });
  });
});

describe("what is wrong with changes", () => {
  test.each<[what: string, changes: Json, fault: RegExp]>([
    ["no mapping", 7, /^changes: /],
    ["nothing in them", {}, /^changes: changes nothing/],
    ["empty lists", { add: [], remove: [] }, /^changes: changes nothing/],
    ["an unknown key", { insert: [] }, /^changes.insert: is not a known key/],
    [
      "a new stage without a name",
      { add: [{ agent: "ana" }] },
      /^changes.add\[0\].name: is missing/,
    ],
    [
      "an unknown stage to remove",
      { remove: ["sidd"] },
      /^changes.remove\[0\]: names sidd.*Did you mean side/,
    ],
    [
      "an unknown stage to replace",
      { replace: [{ name: "q", agent: "ana" }] },
      /^changes.replace\[0\].name: names q/,
    ],
    [
      "an unknown place",
      { add: [{ name: "x", agent: "ana", after: "q" }] },
      /^changes.add\[0\].after: names q/,
    ],
    [
      "a name that is taken",
      { add: [{ name: "ben", agent: "ana" }] },
      /^changes.add\[0\].name: is ben/,
    ],
    [
      "an agent nobody knows",
      { add: [{ name: "x", agent: "nobody" }] },
      /^changes.add\[0\].agent: names the agent nobody/,
    ],
    [
      "a fault within a new body",
      { add: [{ name: "x", stages: [{ agent: "nobody" }] }] },
      /^changes.add\[0\].stages\[0\].agent: /,
    ],
    [
      "an expression of a name that is not there",
      { replace: [{ name: "end", agent: "ana", when: "nope" }] },
      /^changes.replace\[0\].when: names nope/,
    ],
    [
      "a stage that another needs",
      { remove: ["side"] },
      /^end.needs\[0\]: names side, which is no stage/,
    ],
    [
      "a circle",
      {
        add: [{ name: "x", agent: "ana", needs: ["end"] }],
        replace: [{ name: "end", agent: "ana", needs: ["x"] }],
      },
      /closes a circle/,
    ],
    ["nothing left", { remove: ["a", "ben", "side", "end"] }, /stages: is empty/],
    ["a body with nothing left", { remove: ["cleo", "cleo-2"] }, /^side.branches: is empty/],
  ])("%s", (_, changes, fault) => {
    expect(faults(changes).join("\n")).toMatch(fault);
  });

  test("all of it is listed at once", () => {
    expect(
      faults({
        remove: ["q"],
        add: [
          { name: "x", agent: "ana", after: "r" },
          { name: "a", agent: "ana" },
        ],
      }),
    ).toHaveLength(3);
  });
});
