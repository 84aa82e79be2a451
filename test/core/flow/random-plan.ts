import fc from "fast-check";
import type { ErrorWay, EventNode, Plan, Scope } from "../../../src/core/plan/plan.ts";
import type { Sla } from "../../../src/core/plan/sla.ts";
import {
  agent,
  approval,
  child,
  choice,
  each,
  emit,
  firstOf,
  group,
  loop,
  type Made,
  planOf,
  set,
  wait,
  waitSignal,
} from "./plan-of.ts";

/** Three numbers that every choice of a node is made by. */
export interface Roll {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly body: readonly Roll[];
}

const roll = (depth: number): fc.Arbitrary<Roll> =>
  fc.record({
    kind: fc.nat({ max: 99 }),
    a: fc.nat({ max: 255 }),
    b: fc.nat({ max: 255 }),
    c: fc.nat({ max: 255 }),
    body: depth === 0 ? fc.constant([]) : fc.array(roll(depth - 1), { minLength: 1, maxLength: 3 }),
  });

const pick = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new Error("nothing to pick");
  return item;
};

const conditions = (earlier: readonly string[], n: number): string => {
  const step = pick(["n0", ...earlier], n);
  return pick(
    [
      "x > 1",
      "x % 2 == 0",
      "ok",
      "x < 3",
      "word != 'red'",
      "!(x > 5)",
      "true",
      "false",
      "word == 'red'",
      `steps.${step}.status == 'completed'`,
      `steps.${step}.output != null`,
      // Fails whenever the step brought nothing.
      `steps.${step}.output.x == 1`,
      "x",
    ],
    n,
  );
};

const lists = [
  "input.items",
  "[]",
  "[1]",
  "[1, 2, 3, 4]",
  "input.items",
  "[x, 7]",
  "[true]",
  "any",
];

/** The last one is no key, since `word` has no value at first. */
const keys = [null, null, "'k1'", "x", "'order-' + string(x)", "word"];

const onTimeouts = (later: readonly string[], n: number): EventNode["onTimeout"] =>
  n % 3 === 0 && later.length > 0
    ? { goto: pick(later, n) }
    : pick(["continue", "fail"] as const, n);

const nodesOf = (rolls: readonly Roll[], use: string | null): readonly Made[] => {
  const names = rolls.map((_, i) => `n${i}`);
  return rolls.map((given, i): Made => {
    const { kind, a, b, c, body } = given;
    const name = `n${i}`;
    const earlier = names.slice(0, i);
    const later = names.slice(i + 1);
    const after = earlier.filter((_, j) => ((a >> j) & 1) === 1);
    const onError: readonly ErrorWay[] =
      later.length === 0 || b % 4 !== 0
        ? []
        : [
            {
              category: pick([null, "blocker", "design_flaw", "code_error"] as const, c),
              match: c % 3 === 0 ? "broke" : null,
              goto: pick(later, c),
            },
          ];
    const outputs =
      c % 5 === 0 ? { x: pick(["x + 1", "1", "2", "x * 3", "steps.n0.output.x"], b) } : {};
    const when = b % 6 === 0 ? conditions(earlier, c) : null;
    const sla = a % 7 === 0 ? { warnSeconds: 1 + (b % 30), breachSeconds: 40 + c } : null;
    const wishes = { after, onError, outputs, when, ...(sla === null ? {} : { sla }) };
    const inner = nodesOf(body, use);
    const limit = a % 3 === 0 ? 120 : null;
    const own = agent(name, {
      ...wishes,
      resources: c % 3 === 0 ? [pick(["src/*", "src/a", "docs/**"], b)] : [],
      checkpoint: pick(["none", "after", "before", "both"], a + c),
      compensate:
        b % 5 < 3
          ? {
              agent: pick(["ana", "cleo"], c),
              task: c % 7 === 0 ? `undo \${steps.n0.output.x}` : "undo",
            }
          : null,
      timeoutSeconds: b % 3 === 0 ? 600 : null,
      agent: pick(["ana", "ben", "cleo"], a),
      task: (b + c) % 16 === 0 ? `\${steps.n0.output.x} there` : `x is \${x}`,
      onFailure: {
        retry_strategy: pick(["retry", "retry", "rollback", "escalate"], a),
        max_retries: b % 3,
      },
    });
    if (kind < 14 && use !== null) {
      return child(name, {
        ...wishes,
        use: { name: use, version: "1.0", hash: "ab".repeat(32) },
        // Some of it is no input of the other workflow.
        input: pick<Record<string, string>>(
          [{}, {}, { items: "[x, 2]" }, { items: "x" }, { items: "steps.n0.output.x" }],
          c,
        ),
        timeoutSeconds: limit === null ? null : 7200,
      });
    }
    if (kind >= 28 && kind < 35)
      return approval(name, {
        ...wishes,
        ...pick([{ assignees: ["ada", "bob", "cy"] }, { role: "boss" }, {}], a),
        quorum: 1 + (b % 3),
        task: (b + c) % 16 === 0 ? `\${steps.n0.output.x} there` : `is \${x} right?`,
        form: c % 3 === 0 ? { sure: { type: "boolean", values: null, initial: true } } : {},
        dueSeconds: 60 + b,
        reminderSeconds: b % 2 === 0 ? 600 : null,
        escalateTo: pick(
          [null, { kind: "person", name: "cy" }, { kind: "role", name: "boss" }] as const,
          c,
        ),
        onReject: later.length === 0 || c % 2 === 0 ? null : pick(later, c),
        fourEyes: a % 3 === 0,
      });
    if (kind < 35 || (inner.length === 0 && kind >= 60)) return own;
    if (kind < 42)
      return set(name, { x: pick(["x + 1", "3", "x * 2", "x + 2", "x + 5", "'word'"], c) }, wishes);
    if (kind < 46) {
      const time = pick(
        [{ seconds: 60 }, { until: "1800000000" }, { until: "'2026-01-03'" }, { until: "x" }],
        c,
      );
      return wait(name, time, wishes);
    }
    const timing = {
      timeoutSeconds: a % 2 === 0 ? null : 60 * (1 + (b % 50)),
      onTimeout: onTimeouts(later, c),
    };
    if (kind < 50) {
      const correlate = pick(keys, b);
      return waitSignal(name, pick(["go", "stop"], a), {
        ...wishes,
        ...(correlate === null ? {} : { correlate }),
        ...timing,
      });
    }
    if (kind < 52) {
      const payload = pick([null, "x", { now: "x + 1" }, { bad: "steps.n0.output.x" }], c);
      return emit(name, "go", pick(["'k1'", "workflow.id", "x", "word"], b), {
        ...wishes,
        payload,
      });
    }
    if (kind < 55) {
      if (later.length === 0) return own;
      const ways = [
        { signal: "go", correlate: pick(keys, a), goto: pick(later, a) },
        { signal: "stop", correlate: pick(keys, b), goto: pick(later, b) },
      ];
      return firstOf(name, ways, {
        ...wishes,
        ...timing,
        onTimeout: timing.timeoutSeconds === null ? "fail" : { goto: pick(later, c) },
      });
    }
    if (kind < 60) {
      if (later.length === 0) return own;
      const ways = [
        { when: conditions(earlier, a), goto: pick(later, a) },
        { when: conditions(earlier, b), goto: pick(later, b) },
      ];
      return choice(name, ways, c % 2 === 0 ? pick(later, c) : null, wishes);
    }
    if (kind < 76) {
      const need = c % 3 === 0 ? "all" : 1 + (c % inner.length);
      return group(name, need, inner, { ...wishes, timeoutSeconds: limit });
    }
    if (kind < 88) {
      return loop(
        name,
        pick(["true", "iteration > 1", "x > 3", "steps.n0.output.x == 1"], c),
        1 + (c % 3),
        inner,
        { ...wishes, timeoutSeconds: limit },
      );
    }
    const maxParallel = pick([null, 1, 2], a);
    return each(name, pick(lists, c), inner, { ...wishes, maxParallel, timeoutSeconds: limit });
  });
};

/** What a plan's first level is made from. */
export interface Recipe {
  readonly rolls: readonly Roll[];
  readonly onFailure: Plan["onFailure"];
  readonly maxParallel: number | null;
  readonly timeoutSeconds: number;
  readonly sla?: Sla | undefined;
}

/** A node of a plan's first level. */
export const anyRoll: fc.Arbitrary<Roll> = roll(2);

/** What any plan can be made from. */
export const anyRecipe: fc.Arbitrary<Recipe> = fc.record({
  rolls: fc.array(roll(3), { minLength: 1, maxLength: 5 }),
  onFailure: fc.constantFrom("stop", "halt", "continue", "compensate", "compensate"),
  maxParallel: fc.constantFrom(null, null, 1, 2),
  timeoutSeconds: fc.constantFrom(3600, 86_400, 604_800),
  sla: fc.constantFrom(undefined, { warnSeconds: 30, breachSeconds: 600 }),
});

/** The plan made from a recipe; `use` names the workflow that some of its nodes use. */
export const planFrom = (
  { rolls, sla, ...rest }: Recipe,
  use: string | null = null,
  name = "trial",
): Plan => planOf(nodesOf(rolls, use), { ...rest, ...(sla === undefined ? {} : { sla }), name });

/** Any plan that a definition could be compiled to, up to three bodies deep, with nodes that use the workflow named. */
export const randomPlanWith = (use: string | null, name = "trial"): fc.Arbitrary<Plan> =>
  anyRecipe.map((recipe) => planFrom(recipe, use, name));

/** A plan that uses no other workflow. */
export const randomPlan = randomPlanWith(null);

/** A plan that undoes its work when it does not come to its end, and can undo most of it. */
export const randomSaga: fc.Arbitrary<Plan> = fc
  .tuple(randomPlan, fc.nat({ max: 5 }))
  .map(([plan, spared]): Plan => undoable(plan, spared));

/** The plan with compensations for most of its work. */
export const undoable = (plan: Plan, spared: number): Plan => {
  let count = 0;
  const within = ({ nodes }: Scope): Scope => ({
    nodes: nodes.map((node) => {
      if ("body" in node) return { ...node, body: within(node.body) };
      // Of the workflows it uses, most undo themselves.
      const itself = node.kind === "workflow" && count % 3 > 0;
      if ((node.kind !== "agent" && node.kind !== "workflow") || itself) return node;
      if (count++ % 6 === spared) return node;
      return { ...node, compensate: { agent: "cleo", task: "undo it" } };
    }),
  });
  return { ...plan, onFailure: "compensate", root: within(plan.root) };
};

const rolling = (name: string, undoes: boolean, more: Parameters<typeof agent>[1] = {}): Made =>
  agent(name, {
    agent: "ben",
    compensate: undoes ? { agent: "cleo", task: "undo it" } : null,
    onFailure: { retry_strategy: "rollback", max_retries: 0 },
    outputs: name === "n0" ? { x: "x + 1" } : {},
    ...more,
  });

/** Agents in a row, or in a row beside others, whose failures undo what they build on and have it done again. */
export const randomRollback: fc.Arbitrary<Plan> = fc
  .record({
    undoable: fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 5 }),
    beside: fc.constantFrom(null, "all" as const, 1),
    branching: fc.boolean(),
    limits: fc.record({
      tokens: fc.constantFrom(null, null, 250, 1_000),
      money: fc.constantFrom(null, null, 0.5),
      attempts: fc.constantFrom(null, null, 1, 5),
      wallSeconds: fc.constantFrom(null, null, 600),
    }),
    budget: fc.constantFrom({}, {}, { working: 2_000 }),
    onFailure: fc.constantFrom("stop", "halt", "continue", "compensate"),
  })
  .map(({ undoable, beside, branching, onFailure }): Plan => {
    const row = undoable.map((n, i) => rolling(`n${i}`, n > 0));
    const last = undoable.length;
    if (branching) row.push(rolling(`n${last}`, true, { after: ["n0"] }));
    const inner = group("row", "all", row, { after: [] });
    const other = rolling("other", true, { after: [] });
    const nodes =
      beside === null ? row : [group("both", beside, [inner, other]), rolling("end", true)];
    return planOf(nodes, { onFailure });
  });
