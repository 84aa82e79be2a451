import { describe, expect, test } from "vitest";
import { criticalPath, wavesOf } from "../../src/definition/critical-path.ts";
import { planGraph } from "../../src/definition/plan-graph.ts";
import {
  definitionOf,
  edgesIn,
  faultsOf,
  nodeNamed,
  nodesIn,
  planOf,
  problemsOf,
  workflowOf,
} from "./read.ts";

describe("an agent's stage", () => {
  test("has what the contract asks for, with the usual values where nothing is said", () => {
    expect(nodeNamed(planOf(workflowOf("- {name: a, agent: x}")), "a")).toEqual({
      name: "a",
      kind: "agent",
      edges: [],
      exits: [],
      when: null,
      outputs: {},
      onError: [],
      rank: 10,
      critical: true,
      agent: "x",
      capabilities: [],
      task: "sample\n\nThis step: a",
      priority: "p1",
      resources: [],
      uses: {},
      timeoutSeconds: null,
      expects: { deliverables: [], acceptance_criteria: [] },
      onFailure: { retry_strategy: "retry", max_retries: 3 },
      backoff: null,
      estimateMinutes: null,
      checkpoint: "after",
      compensate: null,
    });
  });

  test("has everything that is said", () => {
    const text = workflowOf(
      `- name: a
  capabilities: [sql, postgres]
  task: Migrate \${input.table}
  when: input.table != ""
  timeout: 90m
  retry: {max: 5}
  on_failure: {retry_strategy: escalate, fallback_agent: other}
  priority: p0
  resources: [db/**]
  estimate: 1h
  expects:
    deliverables: [a migration]
    output_schema: {type: object}
    checks: [tests]
  outputs: {done: 'steps.a.status == "completed"'}
  risky: true`,
      "input: {table: string}\nstate_schema: {done: boolean}",
    );
    expect(nodeNamed(planOf(text), "a")).toMatchObject({
      agent: null,
      capabilities: ["sql", "postgres"],
      task: "Migrate ${input.table}",
      when: 'input.table != ""',
      timeoutSeconds: 5400,
      onFailure: { retry_strategy: "escalate", fallback_agent: "other", max_retries: 5 },
      priority: "p0",
      resources: ["db/**"],
      estimateMinutes: 60,
      expects: {
        deliverables: ["a migration"],
        acceptance_criteria: [],
        output_schema: { type: "object" },
        checks: ["tests"],
      },
      outputs: { done: 'steps.a.status == "completed"' },
      checkpoint: "both",
    });
  });

  test("says the workflow's description as it is, braces and all", () => {
    const plan = planOf(workflowOf("- {name: a, agent: x}", `description: "Pay \${amount}"`));
    expect(nodeNamed(plan, "a")).toMatchObject({ task: "Pay $${amount}\n\nThis step: a" });
  });
});

describe("a sequence", () => {
  test("chains its agents, and gives them its settings", () => {
    const plan = planOf(workflowOf("- {name: s, agents: [x, y, x], priority: p3, task: Do it}"));
    const group = nodeNamed(plan, "s");
    if (group.kind !== "group") throw new Error("it is no group");
    expect(edgesIn(group.body)).toEqual(["x -> y", "y -> x-2"]);
    expect(group.body.nodes).toEqual(
      ["x", "y", "x-2"].map((name) =>
        expect.objectContaining({ name, priority: "p3", task: "Do it" }),
      ),
    );
  });

  test("may hold choices", () => {
    const plan = planOf(
      workflowOf(`- name: s
  stages:
    - {name: pick, condition: "true", on_true: a, on_false: b}
    - {name: a, agent: x}
    - {name: b, agent: x}`),
    );
    const group = nodeNamed(plan, "s");
    expect(group.kind === "group" ? edgesIn(group.body) : []).toEqual(["pick ~> a", "pick ~> b"]);
  });
});

describe("a parallel stage", () => {
  const parallel = (condition: string) =>
    workflowOf(
      `- name: p\n  merge_condition: ${condition}\n  branches: [{agent: x}, {agent: y}, {agent: z}, {agent: x}]`,
    );

  test.each([
    ["all_complete", "all"],
    ["any_complete", 1],
    ["majority", 3],
    ["{ at_least: 2 }", 2],
  ])("with %s needs %s of its branches", (condition, need) => {
    const group = nodeNamed(planOf(parallel(condition)), "p");
    expect(group).toMatchObject({ need, edges: [] });
    expect(group.kind === "group" ? edgesIn(group.body) : null).toEqual([]);
  });

  test("is refused when too few branches could ever complete", () => {
    expect(faultsOf(parallel("{ at_least: 5 }"))).toEqual([
      "stages[0].merge_condition.at_least: can never be met: 5 of 4 branches",
    ]);
    expect(faultsOf(parallel("{ at_least: 0 }"))).toEqual([
      "stages[0].merge_condition.at_least: is too small",
    ]);
  });

  test("has no order and no choice among its branches", () => {
    const faults = faultsOf(
      workflowOf(`- name: p
  branches:
    - {name: a, agent: x, needs: [b]}
    - {name: b, agent: x, on_error: [{goto: a}]}
    - {name: c, condition: "true", on_true: a}`),
    );
    expect(faults).toEqual([
      "stages[0].branches[0].needs: orders a branch of a parallel stage",
      "stages[0].branches[1].on_error: leads out of a branch",
      "stages[0].branches[2]: is a choice as a branch",
    ]);
  });

  test("whose branches write the same files is warned of", () => {
    const { warnings } = definitionOf(
      workflowOf(`- name: p
  branches:
    - {name: a, agent: x, resources: [src/**]}
    - {name: b, agent: x, resources: [src/index.ts]}
- {name: c, agent: x, resources: [src/index.ts]}`),
    );
    expect(warnings.map(({ what }) => what)).toEqual(["a and b both write src/**"]);
  });
});

describe("a loop", () => {
  test("has rounds, and knows its round", () => {
    const plan = planOf(
      workflowOf(
        `- name: review
  max_iterations: 5
  until: approved || iteration >= 3
  stages:
    - {name: write, agent: x, task: "Round \${iteration}: \${steps.check.output}"}
    - {name: check, agent: y}`,
        "state_schema: {approved: boolean}",
      ),
    );
    expect(nodeNamed(plan, "review")).toMatchObject({
      kind: "loop",
      until: "approved || iteration >= 3",
      maxIterations: 5,
    });
  });

  test("keeps its round and its steps to itself", () => {
    expect(
      faultsOf(
        workflowOf(`- {name: l, max_iterations: 2, until: "true", stages: [{name: inner, agent: x}]}
- {name: after, agent: x, when: "iteration > 1 && steps.inner.attempts > 1"}`),
      ),
    ).toEqual([
      "stages[1].when: names iteration, which does not exist",
      "stages[1].when: names steps.inner, which does not exist",
    ]);
  });

  test.each([
    ["0", "is too small"],
    ["101", "is too large"],
  ])("has %s rounds at most: refused", (rounds, what) => {
    expect(
      faultsOf(workflowOf(`- {name: l, max_iterations: ${rounds}, until: "true", agents: [x]}`)),
    ).toContain(`stages[0].max_iterations: ${what}`);
  });
});

describe("a for_each", () => {
  test("gives each item its name", () => {
    const plan = planOf(
      workflowOf(
        `- {name: all, items: input.files, as: file, agent: x, task: "Read \${file.path}", max_parallel: 2}`,
        "input: {files: array}",
      ),
    );
    expect(nodeNamed(plan, "all")).toMatchObject({
      kind: "each",
      items: "input.files",
      as: "file",
      maxParallel: 2,
      body: { nodes: [{ name: "x", task: "Read ${file.path}" }] },
    });
  });

  test("takes no name that is taken, and no list that is none", () => {
    expect(
      faultsOf(workflowOf(`- {name: all, items: '"abc"', as: n, agent: x}`, "input: {n: number}")),
    ).toEqual(["stages[0].items: gives a string", "stages[0].as: n is another value's name"]);
  });
});

describe("waits and values", () => {
  test("are nodes", () => {
    const plan = planOf(
      workflowOf(
        `- {name: pause, for: 10m}
- {name: till, type: wait, until: input.start}
- {name: count, set: {n: n + 1}}`,
        "input: {start: string}\nstate_schema: {n: {type: integer, default: 0}}",
      ),
    );
    expect(nodeNamed(plan, "pause")).toMatchObject({ kind: "wait", seconds: 600, until: null });
    expect(nodeNamed(plan, "till")).toMatchObject({ seconds: null, until: "input.start" });
    expect(nodeNamed(plan, "count")).toMatchObject({ kind: "set", set: { n: "n + 1" } });
  });
});

describe("a stage's time", () => {
  test("is for all of a body, and agents in it have their own", () => {
    const plan = planOf(
      workflowOf(`- {name: g, timeout: 2h, agents: [x, y]}
- {name: l, timeout: 1h, until: "true", max_iterations: 2, stages: [{name: in, agent: x, timeout: 5m}]}
- {name: e, timeout: 30m, items: "[1]", agent: z}`),
    );
    for (const [name, seconds] of [
      ["g", 7200],
      ["x", null],
      ["y", null],
      ["l", 3600],
      ["in", 300],
      ["e", 1800],
      ["z", null],
    ] as const)
      expect(nodeNamed(plan, name)).toMatchObject({ timeoutSeconds: seconds });
  });

  test("before a retry is as it is given, within bounds", () => {
    const retry = (text: string) => workflowOf(`- {name: a, agent: x, retry: {${text}}}`);
    const backoffOf = (text: string) => nodeNamed(planOf(retry(text)), "a");
    expect(backoffOf("backoff: 30s, factor: 3, max_backoff: 10m")).toMatchObject({
      backoff: { baseMs: 30_000, factor: 3, maxMs: 600_000 },
    });
    expect(backoffOf("factor: 1")).toMatchObject({
      backoff: { baseMs: 2000, factor: 1, maxMs: 300_000 },
    });
    expect(backoffOf("backoff: 1h")).toMatchObject({ backoff: { maxMs: 3_600_000 } });
    expect(faultsOf(retry("backoff: 25h, max_backoff: 10s"))).toEqual([
      "stages[0].retry.backoff: is out of bounds",
      "stages[0].retry.max_backoff: is less than the first pause",
    ]);
  });
});

describe("a stage that uses a workflow", () => {
  const found = (text: string) => ({
    knowsAgent: () => true,
    findWorkflow: () => ({ type: "text", text, hash: "ab", name: null, version: null }) as const,
  });
  const inner = "workflow: {name: inner, version: 1.10, stages: [{agent: x, estimate: 45m}]}";

  test("has the version, and the minutes, of what is found", () => {
    const { plan } = definitionOf(workflowOf("- {name: a, use: inner, timeout: 1h}"), found(inner));
    const pin = { name: "inner", version: "1.10", hash: "ab" };
    expect(plan.pins).toEqual({ inner: pin });
    expect(nodeNamed(plan, "a")).toMatchObject({
      kind: "workflow",
      use: pin,
      input: {},
      minutes: 45,
      timeoutSeconds: 3600,
      rank: 45,
    });
  });

  test("is compiled once, however often it is used", () => {
    const stages = Array.from({ length: 500 }, (_, i) => `- {name: s${i}, use: inner}`).join("\n");
    let asked = 0;
    definitionOf(workflowOf(stages), {
      knowsAgent: () => true,
      findWorkflow: () => {
        asked++;
        return found(inner).findWorkflow();
      },
    });
    expect(asked).toBe(1);
  });

  test("is drawn as a box of its own", () => {
    expect(planGraph(planOf(workflowOf("- {name: a, use: inner@1.0}")))).toContain(
      'n1[["a: inner 1.0"]]',
    );
  });

  test("wants a name, and nothing else's keys", () => {
    expect(
      faultsOf(workflowOf("- {name: a, type: workflow}\n- {name: b, use: 'x y', agent: z}")),
    ).toEqual(
      expect.arrayContaining([
        "stages[0].use: is missing",
        "stages[1].use: names no workflow",
        "stages[1].agent: does not belong to a stage of type workflow",
      ]),
    );
  });
});

describe("names", () => {
  test("are given once in the whole workflow", () => {
    expect(
      faultsOf(workflowOf("- {name: a, agent: x}\n- {name: b, stages: [{name: a, agent: x}]}")),
    ).toEqual(["stages[1].stages[0].name: is a, as stages[0] is named, too"]);
  });

  test("made for agents avoid those that are given", () => {
    const plan = planOf(
      workflowOf("- {agents: [x, x]}\n- {name: x-2, agent: x}\n- {agent: '@a/b'}"),
    );
    expect(nodesIn(plan.root).map(({ name }) => name)).toEqual([
      "sequential",
      "x",
      "x-3",
      "x-2",
      "-a-b",
    ]);
  });
});

describe("what the operator allows", () => {
  const limits = { pools: { gpu: 2, disk: 10 }, parallelAgents: 8, workflowTokens: 5000 };
  const faults = (stages: string, head = "") =>
    problemsOf(workflowOf(stages, head), { knowsAgent: () => true, limits }).map(
      ({ path, what, fix }) => `${path}: ${what}. ${fix}`,
    );

  test("a stage takes units of pools, and gives them to the agents in it", () => {
    const stages =
      "- {name: g, uses: {gpu: 2}, branches: [{agent: a}, {agent: b, uses: {disk: 3}}]}";
    expect(faults(stages)).toEqual([]);
    const plan = planOf(workflowOf(stages));
    expect(nodeNamed(plan, "a")).toMatchObject({ uses: { gpu: 2 } });
    expect(nodeNamed(plan, "b")).toMatchObject({ uses: { disk: 3 } });
  });

  test("a pool that is not declared, or more of one than there is, is refused", () => {
    expect(faults("- {agent: a, uses: {gpus: 1}}\n- {agent: b, uses: {gpu: 3}}")).toEqual([
      "stages[0].uses.gpus: names the pool gpus, which is not declared. Did you mean gpu? Else the operator declares it: baton config add-pool gpus 1.",
      "stages[1].uses.gpu: asks for 3 of pool gpu, which has 2. Ask for at most 2.",
    ]);
    expect(faults("- {agent: a, uses: {gpu: 0}}")[0]).toMatch(
      /^stages\[0\].uses.gpu: is too small/,
    );
    expect(faults("- {name: s, set: {}, uses: {gpu: 1}}").join()).toMatch(/does not belong/);
  });

  test("more agents at once than may be at work are refused, a wide stage is not", () => {
    expect(faults("- {agent: a}", "max_parallel: 9")).toEqual([
      "max_parallel: is more than the 8 agents that may be at work at once. At most 8; the operator changes it: baton config set-capacity 9.",
    ]);
    expect(faults("- {agent: a}", "max_parallel: 8")).toEqual([]);
    expect(faults("- {agent: a}", "limits: { tokens: 5001 }")).toEqual([
      "limits.tokens: is more than the 5000 tokens a workflow may use here. At most 5000; the operator changes it: baton config set-capacity --tokens 5001.",
    ]);
    expect(faults("- {agent: a}", "limits: { tokens: 5000 }")).toEqual([]);
    const nine = Array.from({ length: 9 }, (_, i) => `{agent: a${i}}`).join(", ");
    expect(faults(`- {branches: [${nine}]}`)).toEqual([]);
  });

  test("nothing is said of them where they are not known", () => {
    expect(problemsOf(workflowOf("- {agent: a, uses: {x: 9}}", "max_parallel: 1000"))).toEqual([]);
  });
});

describe("what later versions will have", () => {
  test.each([
    ["- {name: a, type: vote}", "", "stages[0].type"],
    ["- {name: a, agent: x, sla: 2h}", "", "stages[0].sla"],
  ])("is refused: %s %s", (stages, head, path) => {
    const problems = problemsOf(workflowOf(stages, head));
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.every(({ fix }) => fix.length > 10)).toBe(true);
  });
});

describe("all problems", () => {
  test("are told at once, each in its place", () => {
    const text = `workflow:
  name: sample
  timout: 2h
  input: {tier: {type: string, enum: [free, pro], default: gold}}
  stages:
    - name: a
      agent: 5
      timeout: 2d
    - just a text
    - {name: pick, condition: "tier ==", on_true: nowhere}
    - {name: l, stages: [{agent: x}], max_iterations: 500}
    - {name: a, agent: x, branches: []}
`;
    expect(problemsOf(text).map(({ line, path, what }) => `${line} ${path}: ${what}`)).toEqual([
      "3 timout: is not a known key",
      "4 input.tier.default: does not fit the type enum[free, pro]",
      "7 stages[0].agent: is a number",
      "8 stages[0].timeout: is out of bounds",
      "9 stages[1]: is a text",
      "10 stages[2].condition: Unexpected token: EOF",
      "10 stages[2].on_true: names nowhere, which is no stage of this list",
      "11 stages[3].until: is missing",
      "11 stages[3].max_iterations: is too large",
      "12 stages[4].name: is a, as stages[0] is named, too",
      "12 stages[4].agent: does not belong to a stage of type parallel",
      "12 stages[4].branches: is empty",
    ]);
  });
});

describe("the outlook", () => {
  const plan = planOf(
    workflowOf(`- {name: a, agent: x, estimate: 30m}
- name: p
  branches: [{name: b, agent: x, estimate: 5m}, {name: c, agents: [y, z]}]
- {name: pause, for: 1h}
- {name: d, agent: x}`),
  );

  test("has waves", () => {
    expect(wavesOf(plan)).toEqual([["a"], ["b", "y"], ["z"], ["d"]]);
  });

  test("has the longest way", () => {
    expect(criticalPath(plan)).toEqual({ steps: ["a", "y", "z", "pause", "d"], minutes: 120 });
    expect(criticalPath(plan, () => 1)).toMatchObject({ minutes: 64 });
  });

  test("marks what the longest way goes through, in bodies, too", () => {
    const critical = nodesIn(plan.root).filter((node) => node.critical);
    expect(critical.map(({ name }) => name)).toEqual(["a", "p", "c", "y", "z", "pause", "d"]);
  });

  test("ranks every node by the longest way from it to the end", () => {
    expect(nodesIn(plan.root).map(({ name, rank }) => `${name} ${rank}`)).toEqual([
      "a 120",
      "p 90",
      "b 75",
      "c 90",
      "y 90",
      "z 80",
      "pause 70",
      "d 10",
    ]);
  });

  test("is drawn", () => {
    const drawn = planGraph(
      planOf(
        workflowOf(`- {name: pick, condition: '1 < 2 && "a" != "b"', on_true: a, on_false: p}
- {name: a, agent: x, on_error: [{category: quota, goto: b}]}
- {name: p, merge_condition: any_complete, branches: [{agent: y}, {agent: z}]}
- {name: b, agent: x}`),
      ),
    );
    expect(drawn).toMatchInlineSnapshot(`
      "flowchart TD
        n1{"pick"}
        n2["a (x)"]
        subgraph n3["p: 1 of 2"]
          n4["y"]
          n5["z"]
        end
        n6["b (x)"]
        n1 -->|"1 #60; 2 #38;#38; #34;a#34; != #34;b#34;"| n2
        n1 -->|"otherwise"| n3
        n2 -.->|"failed: quota"| n6
      "
    `);
  });
});

describe("a large definition", () => {
  test("of 10,000 steps compiles in good time", () => {
    const stages = Array.from(
      { length: 10_000 },
      (_, i) => `- {name: s${i}, agent: x, when: "n == null || n > ${i}", task: "Part \${n}"}`,
    ).join("\n");
    const text = workflowOf(stages, "state_schema: {n: integer}");
    const begin = performance.now();
    const plan = planOf(text);
    // Far above what it takes, since the machine may have other work.
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(plan.root.nodes.length).toBe(10_000);
    expect(plan.root.nodes[0]?.rank).toBe(100_000);
  });
});
