import fc from "fast-check";

/** A stage as data. */
export type Stage = Record<string, unknown>;
/** A workflow as data. */
export interface Workflow extends Record<string, unknown> {
  stages: Stage[];
}

const agent = fc.constantFrom("writer", "reviewer", "tester", "@team/planner");
const settings = fc.record(
  {
    task: fc.constantFrom("Do it", "Look at ${input.files} in round ${n}", "Costs $${n}"),
    timeout: fc.constantFrom("1s", "10m", "24h"),
    retry: fc.record(
      {
        max: fc.nat(20),
        backoff: fc.constantFrom("1s", "5m"),
        factor: fc.constantFrom(1, 2.5),
        max_backoff: fc.constantFrom("5m", "24h"),
      },
      { requiredKeys: [] },
    ),
    priority: fc.constantFrom("p0", "p1", "p2", "p3"),
    resources: fc.array(fc.constantFrom("src/**", "docs/*", "a.ts"), { maxLength: 2 }),
    checkpoint: fc.constantFrom("before", "after", "both", "none"),
    expects: fc.record({ deliverables: fc.constant(["a file"]) }),
    sla: fc.constantFrom({ warn: "30m", breach: "1h" }, { breach: "2d" }),
  },
  { requiredKeys: [] },
);
const approval = fc.record(
  {
    type: fc.constant("approval"),
    assignees: fc.constantFrom(["ada", "bob"], ["cy", "dan"]),
    quorum: fc.constantFrom(1, 2),
    form: fc.constant({ amount: "number", sure: { type: "boolean", default: true } }),
    due: fc.constantFrom("1m", "4h", "30d"),
    reminders: fc.constantFrom("10m", "7d"),
    four_eyes: fc.boolean(),
    task: fc.constant("Pay ${n}?"),
    sla: fc.constant({ warn: "1h" }),
  },
  { requiredKeys: ["type"] },
);
const common = fc.record(
  {
    when: fc.constantFrom("ok", "n == null || n > 2", 'kind != "b"'),
    outputs: fc.constant({ n: "1 + 1" }),
  },
  { requiredKeys: [] },
);

const block = (depth: number): fc.Arbitrary<Stage[]> => {
  const one = (stage: fc.Arbitrary<Stage>): fc.Arbitrary<Stage[]> =>
    fc.tuple(stage, common).map(([own, shared]) => [{ ...own, ...shared }]);
  const flat = [
    one(fc.tuple(agent, settings).map(([name, rest]) => ({ agent: name, ...rest }))),
    one(
      fc
        .tuple(fc.array(agent, { minLength: 1, maxLength: 4 }), settings)
        .map(([agents, rest]) => ({ agents, ...rest })),
    ),
    one(fc.constantFrom({ for: "5m" }, { type: "wait", until: "input.start" })),
    one(
      fc.constantFrom({ use: "inner", input: { what: "n" } }, { use: "inner@1.0", timeout: "2h" }),
    ),
    one(fc.constant({ set: { n: "2", ok: "n == 2" } })),
    one(
      fc.constantFrom<Stage>(
        { signal: "go" },
        { signal: "go", correlate: "input.start", timeout: "3d", on_timeout: "continue" },
        { signal: "go", to: "workflow.id" },
        { signal: "go", to: "'k'", payload: { start: "input.start" } },
      ),
    ),
    one(approval),
    fc.constantFrom<Stage[][]>(
      [
        { name: "pick", condition: "ok", on_true: "yes", on_false: "no" },
        { name: "yes", agent: "writer" },
        { name: "no", agent: "tester" },
      ],
      [
        { name: "pick", switch: [{ when: "n > 1", goto: "yes" }], otherwise: "no" },
        { name: "yes", agent: "writer" },
        { name: "no", for: "1m" },
      ],
    ),
    fc.constantFrom<Stage[][]>(
      [
        {
          name: "pick",
          first_of: [
            { signal: "go", correlate: "input.start", goto: "yes" },
            { timer: "2h", goto: "no" },
          ],
        },
        { name: "yes", agent: "writer" },
        { name: "no", agent: "tester" },
      ],
      [
        { name: "risk", signal: "go", timeout: "5m", on_timeout: { goto: "mend" } },
        { name: "mend", agent: "tester" },
      ],
      [
        { name: "risk", agent: "writer", on_error: [{ category: "quota", goto: "mend" }] },
        { name: "mend", agent: "tester" },
      ],
      [
        {
          name: "risk",
          role: "boss",
          on_reject: "mend",
          due: "1h",
          escalate_to: { role: "chief" },
        },
        { name: "mend", agent: "tester" },
      ],
    ),
  ];
  if (depth === 0) return fc.oneof(...flat);
  const list = blocks(depth - 1);
  return fc.oneof(
    ...flat,
    one(list.map((stages) => ({ type: "sequential", stages }))),
    one(list.map((stages) => ({ stages, until: "ok || iteration > 2", max_iterations: 3 }))),
    one(list.map((stages) => ({ items: "input.files", as: `item${depth}`, stages }))),
    one(
      fc
        .tuple(
          fc.array(list, { minLength: 1, maxLength: 3 }),
          fc.constantFrom<unknown>("all_complete", "any_complete", "majority", { at_least: 1 }),
        )
        .map(([lists, merge_condition]) => ({
          branches: lists.map((stages) => ({ type: "sequential", stages })),
          merge_condition,
        })),
    ),
  );
};

const blocks = (depth: number): fc.Arbitrary<Stage[]> =>
  fc.array(block(depth), { minLength: 1, maxLength: 3 }).map((lists) => lists.flat());

const triggered = { files: "[]", start: "'now'" };

/** Any valid workflow with every kind of stage. */
export const anyWorkflow: fc.Arbitrary<Workflow> = fc
  .tuple(blocks(2), fc.constantFrom("1.0", "2", "1.10"))
  .map(([stages, version]) => ({
    name: "generated",
    version,
    description: "Made by chance",
    input: { files: "array", start: "string" },
    state_schema: { ok: "boolean", n: { type: "integer", default: 0 }, kind: "enum[a, b]" },
    timeout: "2h",
    triggers: [
      { signal: "go", when: "signal.payload.n > 1", input: triggered },
      { every: "1h", input: triggered },
      { cron: "0 9 * * 1", timezone: "Europe/Berlin", input: triggered },
    ],
    stages: withNames(JSON.parse(JSON.stringify(stages))),
  }));

/** Gives every stage a name of its own; the names of a choice and its targets change together. */
const withNames = (all: Stage[]): Stage[] => {
  let count = 0;
  const visit = (stages: Stage[]): void => {
    const suffixes = new Map<string, string>();
    for (const stage of stages) {
      count++;
      const base = typeof stage.name === "string" ? stage.name : "stage";
      if (base === "pick" || base === "risk") suffixes.set("now", `-${count}`);
      const targets = ["yes", "no", "mend"].includes(base);
      stage.name = `${base}${targets ? suffixes.get("now") : `-${count}`}`;
      for (const key of ["on_true", "on_false", "otherwise", "on_reject"])
        if (typeof stage[key] === "string") stage[key] = `${stage[key]}${suffixes.get("now")}`;
      const late = typeof stage.on_timeout === "object" ? [Object(stage.on_timeout)] : [];
      const named = [stage.switch, stage.on_error, stage.first_of].flatMap(listOf);
      for (const way of [...named, ...late]) way.goto = `${way.goto}${suffixes.get("now")}`;
      visit(listOf(stage.stages));
      visit(listOf(stage.branches));
    }
  };
  visit(all);
  return all;
};

/** A list of stages, or nothing. */
export const listOf = (value: unknown): Stage[] => (Array.isArray(value) ? value : []);
