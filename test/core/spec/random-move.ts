import fc from "fast-check";
import { pools } from "../../../src/core/budget/pool.ts";
import { newRecord, recordOutcome } from "../../../src/core/recovery/agent-record.ts";
import { errorCategories } from "../../../src/core/recovery/category.ts";
import { taskDecisions } from "../../../src/core/state/human-task.ts";
import type { StepStatus } from "../../../src/core/state/status.ts";
import { allocate, charge, optimizes, release } from "./budget-moves.ts";
import {
  addArtifact,
  ask,
  cancel,
  checkpoint,
  claim,
  complete,
  decides,
  fail,
  file,
  fire,
  fireDue,
  handoff,
  keepAlive,
  lapse,
  later,
  measure,
  noteFork,
  pause,
  remember,
  renew,
  replanStep,
  reroute,
  retryStep,
  returnTo,
  rewindTo,
  skipStep,
  terminate,
  unpause,
} from "./moves.ts";
import { type Move, type World, workflow } from "./world.ts";

const names = ["ana", "ben", "cleo", "planner", "user"];
const messages = ["it broke", "it broke at line 7", "ECONNRESET", "quota exceeded", "data loss"];

/** A choice of a list by any number. */
const pick = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new Error("nothing to pick");
  return item;
};

/** A step in that status where there is one; else any name, at times one that is no step. */
const stepIn = (world: World, status: StepStatus | null, n: number): string => {
  const steps = [...workflow(world).steps.values()];
  const fitting = steps.filter((step) => step.status === status);
  if (fitting.length > 0 && n % 8 !== 0) return pick(fitting, n).name;
  return pick([...steps.map((step) => step.name), "nowhere"], n);
};

const someHandoff =
  (a: number, b: number, c: number): Move =>
  (world) => {
    const fallback = pick(names, c);
    const next = pick(names.slice(0, 4), b);
    const action = pick(["complete", "handoff", "loop"] as const, a);
    return handoff(`s${workflow(world).steps.size}`, {
      to: pick(names.slice(0, 4), a),
      from: pick(names, b),
      needs: [a, b, c]
        .filter((n) => n % 3 === 0)
        .flatMap((n) =>
          n === 0 || workflow(world).steps.size === 0 ? [] : [stepIn(world, null, n)],
        ),
      resources: c % 4 === 0 ? [`src/${pick(["*", "a", "b"], a)}`] : [],
      ...(b % 3 === 0 ? { timeout: 600 } : {}),
      expects: c % 5 === 0 ? { deliverables: ["src/a.ts"], acceptance_criteria: ["it works"] } : {},
      onSuccess: action === "handoff" ? { action, next_agent: next } : { action },
      onFailure: {
        retry_strategy: pick(["retry", "retry", "rollback", "escalate"] as const, c),
        max_retries: a % 4,
        ...(fallback === "user" ? {} : { fallback_agent: fallback }),
      },
    })(world);
  };

/** Up to six handoffs in a row, as somebody who plans ahead would make them. */
export const randomPlan: fc.Arbitrary<readonly Move[]> = fc.array(
  fc
    .tuple(fc.nat({ max: 59 }), fc.nat({ max: 59 }), fc.nat({ max: 59 }))
    .map(([a, b, c]) => someHandoff(a, b, c)),
  { minLength: 1, maxLength: 6 },
);

const someRewind =
  (a: number, force: boolean, undo: boolean): Move =>
  (world) => {
    const taken = world.events.flatMap(({ data }) =>
      data.type === "checkpoint_created" ? [data.name] : [],
    );
    if (taken.length === 0) return null;
    const point = pick(taken, a);
    return undo ? returnTo(point, force)(world) : rewindTo(point, force)(world);
  };

const someFacts =
  (a: number, b: number): Move =>
  (world) => {
    const name = pick(names, a);
    let record = newRecord(name);
    for (let i = 0; i < b % 8; i++) record = recordOutcome(record, "failed", world.at, 1);
    world.facts = { ...world.facts, records: new Map([[name, record]]) };
    return null;
  };

/** Decides what is asked, mostly with one of its options. */
const someDecision =
  (a: number, b: number, c: number): Move =>
  (world) => {
    const tasks = [...workflow(world).tasks.values()];
    const open = tasks.filter((task) => task.status === "open");
    const task = open.length > 0 ? pick(open, a) : tasks.at(-1);
    if (task === undefined) return null;
    const decision = b % 7 === 0 ? pick(taskDecisions, b) : pick(task.options, b);
    const wishes = { ...(c % 2 === 0 ? { comment: "because" } : { answers: { q1: "so" } }) };
    // Some are about what is settled already.
    return decides(task.kind, decision, { ...wishes, task: task.id })(world);
  };

/** Anything anybody might try, sensible or not; what it is depends on where the world stands. */
const moves: readonly (readonly [
  weight: number,
  move: (world: World, a: number, b: number, c: number) => Move,
])[] = [
  [3, (_, a, b, c) => someHandoff(a, b, c)],
  [8, (world, a, b) => claim(stepIn(world, "ready", a), { use: `toolu_${b % 4}` })],
  [
    2,
    (world, a, b) => claim(stepIn(world, "active", a), { takeOver: b % 2 === 0, seconds: 10 + b }),
  ],
  [6, (world, a, b, c) => complete(stepIn(world, "active", a), { ...work(c), tokensUsed: b })],
  [1, (world, a) => complete(stepIn(world, "active", a), { token: "1-s3cret" })],
  [
    4,
    (world, a, b, c) =>
      fail(stepIn(world, "active", a), pick(messages, c), { category: pick(errorCategories, b) }),
  ],
  [2, (world, a, b, c) => fail(stepIn(world, "active", a), pick(messages, c), { tokensUsed: b })],
  [2, (world, a) => ask(stepIn(world, "active", a), ["why?"])],
  [6, (_, a, b, c) => someDecision(a, b, c)],
  [1, () => pause()],
  [2, () => unpause()],
  [1, (_, a) => (a % 5 === 0 ? cancel() : a % 5 === 1 ? terminate() : checkpoint("calm"))],
  [2, (world, a) => retryStep(stepIn(world, "failed", a))],
  [1, (world, a) => retryStep(stepIn(world, "waiting", a))],
  [1, (world, a) => skipStep(stepIn(world, "ready", a))],
  [1, (world, a, b) => replanStep(stepIn(world, pick(["active", "waiting", "ready"], b), a))],
  [1, (world, a, b) => lapse(stepIn(world, "active", a), { orphaned: b % 3 === 0 })],
  [1, (world, a, b) => renew(stepIn(world, "active", a), b * 100)],
  [1, (world, a, b) => keepAlive(stepIn(world, "active", a), b % 5 === 0 ? 1 : undefined)],
  [1, (world, a, _, c) => reroute(stepIn(world, "ready", a), pick(names.slice(0, 4), c))],
  [
    1,
    (_, __, b, c) =>
      remember(pick(["k", "constructor", "__proto__"], c), b, {
        expectedVersion: b % 3 === 0 ? c % 3 : null,
      }),
  ],
  [1, (_, __, b) => addArtifact("src/x.ts", b % 3 !== 0)],
  [1, (_, __, ___, c) => checkpoint(`c${c % 4}`)],
  [2, (_, a, b) => someRewind(a, b % 2 === 0, b % 3 === 0)],
  [2, (_, __, b) => later(b * 10_000)],
  [2, () => fireDue()],
  [1, (world, a) => fire(`retry:${stepIn(world, "waiting", a)}`, "timeout:nowhere")],
  [1, (_, a, b) => someFacts(a, b)],
  [1, () => noteFork("orch_other", 3)],
  [
    1,
    (_, a, b, c) =>
      charge(pick(pools, a), pick(["x", "s0", null], c), 100 * b + 1, {
        tier: c % 2 === 0 ? 1 : 3,
      }),
  ],
  [1, (_, a, __, c) => (a % 2 === 0 ? release(pick(["x", "s0"], c)) : optimizes())],
  [1, (_, a, b) => allocate(pick(pools, a), 2_000 * b + 1)],
  [
    2,
    (world, a, b, c) =>
      measure(stepIn(world, pick(["completed", "waiting", "active"], b), a), `toolu_${b % 4}`, {
        input: c,
      }),
  ],
];

const work = (c: number) =>
  c % 4 === 0
    ? {}
    : {
        artifacts: [file("src/a.ts")],
        criteria: [{ criterion: "C1", met: true, evidence: "seen" }],
      };

const weighted = moves.flatMap(([weight, move]) => Array.from({ length: weight }, () => move));

/** One move of anybody's. */
export const randomMove: fc.Arbitrary<Move> = fc
  .tuple(
    fc.nat({ max: weighted.length - 1 }),
    fc.nat({ max: 59 }),
    fc.nat({ max: 59 }),
    fc.nat({ max: 59 }),
  )
  .map(
    ([kind, a, b, c]): Move =>
      (world) => {
        if (world.events.length === 0) return someHandoff(a, b, c)(world);
        return pick(weighted, kind)(world, a, b, c)(world);
      },
  );
