import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { anyWorkflow, listOf, type Stage, type Workflow } from "./any-definition.ts";
import { edgesIn, nodesIn } from "./read.ts";

const agents = new Set(["writer", "reviewer", "tester", "@team/planner"]);
const read = (text: string) => readDefinitions(text, { knowsAgent: (name) => agents.has(name) });

interface Placed {
  readonly stage: Stage;
  readonly path: string;
  readonly siblings: Stage[];
  readonly at: number;
}

/** Every stage with its path. */
const placed = (stages: Stage[], path = "stages"): readonly Placed[] =>
  stages.flatMap((stage, at) => {
    const here = `${path}[${at}]`;
    return [
      { stage, path: here, siblings: stages, at },
      ...placed(listOf(stage.stages), `${here}.stages`),
      ...placed(listOf(stage.branches), `${here}.branches`),
    ];
  });

/** Spoils a stage, or the workflow itself; returns where, or null when this stage cannot be spoilt so. */
type Mutation = (stage: Stage, place: Placed, workflow: Workflow) => string | null;

/** Sets a key of the stage, if another key says that it may stand there. */
const set =
  (key: string, value: unknown, on?: string, at = key): Mutation =>
  (stage, { path }) => {
    if (on !== undefined && stage[on] === undefined) return null;
    stage[key] = value;
    return `${path}.${at}`;
  };
const onTop =
  (key: string, value: unknown, at = key): Mutation =>
  (_, __, workflow) => {
    workflow[key] = value;
    return at;
  };

const mutations: Readonly<Record<string, Mutation>> = {
  "an unknown key": set("taks", "x"),
  "a key of another type": set("max_parallel", 3, "agents"),
  "an unknown type": set("type", "sequental"),
  "a type of a later version": set("type", "vote"),
  "a name that is none": set("name", "a name!"),
  "a name given twice": (stage, { path }, workflow) => {
    const first = workflow.stages[0];
    if (first === undefined || first === stage) return null;
    stage.name = first.name;
    return `${path}.name`;
  },
  "a number for a text": set("agent", 7, "agent"),
  "a text for a list": set("needs", "stage-1"),
  "an agent that is not registered": set("agent", "nobody", "agent"),
  "an agent in a list that is not registered": set(
    "agents",
    ["writer", "nobody"],
    "agents",
    "agents[1]",
  ),
  "a fallback that is not registered": set(
    "on_failure",
    { fallback_agent: "nobody" },
    "agent",
    "on_failure.fallback_agent",
  ),
  "no agents": set("agents", [], "agents"),
  "a need that dangles": set("needs", ["nowhere"], undefined, "needs"),
  "a need of itself": (stage, { path }) => {
    stage.needs = [stage.name];
    return `${path}.needs`;
  },
  "a circle of needs": (stage, { siblings, at, path }) => {
    const next = siblings[at + 1];
    if (next === undefined) return null;
    next.needs = [stage.name];
    stage.needs = [next.name];
    return path.slice(0, path.lastIndexOf("["));
  },
  "a way that dangles": set("on_false", "nowhere", "condition"),
  "a way back": (stage, { path }) => {
    if (stage.condition === undefined) return null;
    stage.on_true = stage.name;
    return `${path}.on_true`;
  },
  "an error's way that dangles": set("on_error", [{ goto: "nowhere" }], undefined, "on_error"),
  "an error of no category": set(
    "on_error",
    [{ category: "bad", goto: "x" }],
    undefined,
    "on_error[0].category",
  ),
  "a condition that is missing": (stage, { path }) => {
    if (stage.condition === undefined) return null;
    delete stage.condition;
    return `${path}.condition`;
  },
  "an expression that does not parse": set("when", "ok &&"),
  "an expression of nothing that exists": set("when", "missing_value"),
  "an expression with a pattern": set("when", 'kind.matches("a")'),
  "an expression over 2 KB": set("when", `"${"a".repeat(3000)}" == kind`),
  "a text with an expression that is not closed": set("task", "Do ${n", "agent"),
  "a step's timeout over 24h": set("timeout", "25h", "agent"),
  "a duration that is none": set("timeout", "soon", "agent"),
  "more than 20 retries": set("retry", { max: 21 }, "agent", "retry.max"),
  "a priority that is none": set("priority", "high", "agent"),
  "a state value that is not declared": set(
    "outputs",
    { unknown: "1" },
    undefined,
    "outputs.unknown",
  ),
  "a loop of no rounds": set("max_iterations", 0, "until"),
  "a loop without an end": (stage, { path }) => {
    if (stage.max_iterations === undefined) return null;
    delete stage.until;
    return `${path}.until`;
  },
  "items that are no list": set("items", "1 + 1", "items"),
  "an item with another's name": set("as", "ok", "items"),
  "a merge condition that can never be met": set(
    "merge_condition",
    { at_least: 9 },
    "branches",
    "merge_condition.at_least",
  ),
  "a workflow's name that is none": set("use", "no name", "use"),
  "an input of a used workflow that does not parse": set(
    "input",
    { what: "n +" },
    "use",
    "input.what",
  ),
  "a first pause over 24h": set("retry", { backoff: "2d" }, "agent", "retry.backoff"),
  "a pause over 7 days": set("for", "8d", "for"),
  "a stage that is none": (_, { siblings, at, path }) => {
    Object.assign(siblings, { [at]: "nothing" });
    return path;
  },
  "a workflow's timeout under 1m": onTop("timeout", "30s"),
  "a workflow without stages": onTop("stages", []),
  "an unknown key of the workflow": onTop("trigers", []),
  "an input of no type": onTop("input", { files: "list" }, "input.files"),
  "a default of another type": onTop(
    "state_schema",
    { ok: { type: "boolean", default: 3 }, n: "integer", kind: "string" },
    "state_schema.ok.default",
  ),
  "a state value with a reserved name": onTop(
    "state_schema",
    { steps: "any", ok: "boolean", n: "integer", kind: "string" },
    "state_schema.steps",
  ),
};

describe("a valid definition", () => {
  test("compiles, from YAML and from JSON to the same plan", () => {
    fc.assert(
      fc.property(anyWorkflow, (workflow) => {
        const plans = [JSON.stringify({ workflow }), dump({ workflow }, { noRefs: true })].map(
          (text) => {
            const result = read(text);
            if (result.type === "invalid") throw new Error(JSON.stringify(result.problems));
            return result.definitions.map(({ plan }) => plan);
          },
        );
        expect(plans[1]).toEqual(plans[0]);
        expect(plans[0]?.[0]?.version).toBe(workflow.version);
      }),
      { numRuns: 60 },
    );
  });

  test("has edges that lead only on, each with its exit, and no name twice", () => {
    fc.assert(
      fc.property(anyWorkflow, (workflow) => {
        const result = read(JSON.stringify({ workflow }));
        if (result.type === "invalid") throw new Error(JSON.stringify(result.problems));
        for (const { plan } of result.definitions) {
          const nodes = nodesIn(plan.root);
          expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
          const scopes = [
            plan.root,
            ...nodes.flatMap((node) => ("body" in node ? [node.body] : [])),
          ];
          for (const scope of scopes) {
            const places = new Map(scope.nodes.map(({ name }, i) => [name, i]));
            for (const { name, edges } of scope.nodes)
              for (const { from } of edges)
                expect(places.get(from) ?? Number.NaN).toBeLessThan(places.get(name) ?? Number.NaN);
            const exits = scope.nodes.flatMap(({ name, exits: ways }) =>
              ways.map(({ to, kind }) => `${name} ${kind === "way" ? "~>" : "->"} ${to}`),
            );
            expect(exits.toSorted()).toEqual(edgesIn(scope).toSorted());
            for (const { exits: ways, rank } of scope.nodes)
              for (const { to } of ways)
                expect(scope.nodes[places.get(to) ?? -1]?.rank).toBeLessThanOrEqual(rank);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("a definition that is spoilt is refused, with where and how to mend it", () => {
  test.each(Object.entries(mutations))("by %s", (_, mutate) => {
    let spoilt = 0;
    fc.assert(
      fc.property(anyWorkflow, fc.nat(), (workflow, pick) => {
        const all = placed(workflow.stages);
        for (let i = 0; i < all.length; i++) {
          const place = all[(pick + i) % all.length];
          const where = place === undefined ? null : mutate(place.stage, place, workflow);
          if (where === null) continue;
          spoilt++;
          const text = dump({ workflow }, { noRefs: true });
          const result = read(text);
          if (result.type !== "invalid") throw new Error(`it was taken: ${where}\n${text}`);
          expect(result.problems.map(({ path }) => path)).toContainEqual(
            expect.stringContaining(where),
          );
          for (const { what, fix, line } of result.problems) {
            expect(what).not.toBe("");
            expect(fix).toMatch(/\.$|\?$/);
            expect(line).toBeGreaterThan(0);
          }
          return;
        }
      }),
      { numRuns: 120 },
    );
    expect(spoilt).toBeGreaterThan(0);
  });
});
