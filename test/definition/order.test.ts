import { describe, expect, test } from "vitest";
import { edgesIn, faultsOf, nodeNamed, planOf, problemsOf, workflowOf } from "./read.ts";

const edges = (stages: string): readonly string[] => edgesIn(planOf(workflowOf(stages)).root);
const order = (stages: string): readonly string[] =>
  planOf(workflowOf(stages)).root.nodes.map(({ name }) => name);

describe("stages without needs", () => {
  test("follow one another", () => {
    expect(edges("- {name: a, agent: x}\n- {name: b, agent: x}\n- {name: c, agent: x}")).toEqual([
      "a -> b",
      "b -> c",
    ]);
  });

  test("follow all ends that are open before them", () => {
    expect(
      edges(
        "- {name: a, agent: x}\n- {name: b, agent: x}\n- {name: c, agent: x, needs: [a]}\n- {name: d, agent: x}",
      ),
    ).toEqual(["a -> b", "a -> c", "b -> d", "c -> d"]);
  });

  test("begin at once with an empty list of needs", () => {
    expect(
      edges("- {name: a, agent: x}\n- {name: b, agent: x, needs: []}\n- {name: c, agent: x}"),
    ).toEqual(["a -> c", "b -> c"]);
  });
});

describe("needs", () => {
  test("may name a later stage, which then comes before in the plan", () => {
    const stages =
      "- {name: a, agent: x}\n- {name: b, agent: x, needs: [c]}\n- {name: c, agent: x, needs: [a]}";
    expect(edges(stages)).toEqual(["a -> c", "c -> b"]);
    expect(order(stages)).toEqual(["a", "c", "b"]);
  });

  test("that go in a circle are refused with the circle", () => {
    expect(
      faultsOf(workflowOf("- {name: a, agent: x, needs: [b]}\n- {name: b, agent: x, needs: [a]}")),
    ).toEqual(["stages[1].needs: closes a circle: a -> b -> a"]);
    expect(faultsOf(workflowOf("- {name: a, agent: x, needs: [a]}"))).toEqual([
      "stages[0].needs[0]: closes a circle: a -> a",
    ]);
  });

  test("that name nothing are refused with the nearest name", () => {
    expect(
      problemsOf(
        workflowOf("- {name: build, agent: x}\n- {name: deploy, agent: x, needs: [biuld]}"),
      ),
    ).toEqual([
      expect.objectContaining({
        path: "stages[1].needs[0]",
        fix: "Did you mean build? Else add a stage biuld.",
        line: 5,
      }),
    ]);
  });
});

describe("a choice", () => {
  const choice = (more: string) =>
    workflowOf(
      `- {name: pick, condition: ok, ${more}}\n- {name: yes, agent: x}\n- {name: no, agent: x}\n- {name: end, agent: x}`,
      "state_schema:\n  ok: boolean",
    );

  test("is the only way into what it names, and the ends of its ways join", () => {
    expect(edgesIn(planOf(choice("on_true: yes, on_false: no")).root)).toEqual([
      "pick ~> yes",
      "pick ~> no",
      "yes -> end",
      "no -> end",
    ]);
  });

  test("that may take no way goes on to the next stage, too", () => {
    expect(edgesIn(planOf(choice("on_true: yes")).root)).toEqual([
      "pick ~> yes",
      "pick -> no",
      "yes -> no",
      "no -> end",
    ]);
  });

  test("may have several ways", () => {
    const plan = planOf(
      workflowOf(
        `- name: pick
  switch:
    - {when: "n > 5", goto: many}
    - {when: "n > 0", goto: few}
  otherwise: none
- {name: many, agent: x}
- {name: few, agent: x}
- {name: none, agent: x}`,
        "state_schema:\n  n: integer",
      ),
    );
    expect(nodeNamed(plan, "pick")).toMatchObject({
      ways: [
        { when: "n > 5", goto: "many" },
        { when: "n > 0", goto: "few" },
      ],
      otherwise: "none",
      exits: [
        { to: "many", kind: "way" },
        { to: "few", kind: "way" },
        { to: "none", kind: "way" },
      ],
    });
  });

  test("with on_false alone turns its condition round", () => {
    expect(nodeNamed(planOf(choice("on_false: no")), "pick")).toMatchObject({
      ways: [{ when: "!(ok\n)", goto: "no" }],
      otherwise: null,
    });
  });

  test("leads neither back nor into a body", () => {
    const faults = faultsOf(
      workflowOf(
        `- {name: first, agent: x}
- {name: pick, condition: "true", on_true: first, on_false: inner}
- {name: group, stages: [{name: inner, agent: x}]}`,
      ),
    );
    expect(faults).toEqual([
      "stages[1].on_true: leads back to first",
      "stages[1].on_false: names inner, which is no stage of this list",
    ]);
  });

  test("is pointless for a stage that needs it anyway", () => {
    expect(
      faultsOf(
        workflowOf(
          `- {name: pick, condition: "true", on_true: yes}\n- {name: yes, agent: x, needs: [pick]}`,
        ),
      ),
    ).toEqual(["stages[0].on_true: leads to yes, which needs pick in any case"]);
  });
});

describe("on_error", () => {
  test("leads to a stage that only failure reaches", () => {
    const plan = planOf(
      workflowOf(
        `- {name: a, agent: x, on_error: [{category: quota, goto: mend}, {match: disk, goto: mend}]}
- {name: b, agent: x}
- {name: mend, agent: x}
- {name: c, agent: x}`,
      ),
    );
    expect(edgesIn(plan.root)).toEqual(["a -> b", "a ~> mend", "b -> c", "mend -> c"]);
    expect(nodeNamed(plan, "a").onError).toEqual([
      { category: "quota", match: null, goto: "mend" },
      { category: null, match: "disk", goto: "mend" },
    ]);
  });
});

describe("exits", () => {
  test("mirror edges", () => {
    const { root } = planOf(
      workflowOf("- {name: a, agent: x}\n- {name: b, agent: x}\n- {name: c, agent: x, needs: [a]}"),
    );
    const mirrored = root.nodes.flatMap(({ name, exits }) =>
      exits.map(({ to, kind }) => `${name} ${kind === "way" ? "~>" : "->"} ${to}`),
    );
    expect(mirrored.toSorted()).toEqual(edgesIn(root).toSorted());
  });
});
