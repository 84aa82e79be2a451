import type { Intent } from "../../../src/core/command/command.ts";
import { undoingChildren } from "../../../src/core/compensation/undoing-children.ts";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import { resourcesOverlap } from "../../../src/core/glob-overlap.ts";
import { history } from "../../../src/core/history.ts";
import type { Json } from "../../../src/core/json.ts";
import { errorCategories } from "../../../src/core/recovery/category.ts";
import type { TaskDecision } from "../../../src/core/state/human-task.ts";
import { isFinalWorkflow, offersWork, type StepStatus } from "../../../src/core/state/status.ts";
import { initialState, type StreamState } from "../../../src/core/state/stream-state.ts";
import { checkClaimed } from "../spec/budget-invariants.ts";
import { checkWorkflow } from "../spec/invariants.ts";
import {
  ask,
  cancel,
  checkpoint,
  claim,
  compensate,
  complete,
  decides,
  fail,
  fireDue,
  lapse,
  pause,
  retryStep,
  returnTo,
  rewindTo,
  skipStep,
  unpause,
} from "../spec/moves.ts";
import { perform, type World, workflow } from "../spec/world.ts";

/** Anything somebody does; the numbers say what, the first one of which kind. */
export type Chance = readonly [number, number, number];

/** What agents may bring; some of it does not fit the state schema. */
const outputs: readonly Json[] = [
  null,
  { x: 1 },
  { x: 2, ok: true },
  { ok: false, word: "red" },
  { word: "green" },
  { x: "one" },
  { any: [1, 2] },
];
const messages = ["it broke", "another thing", "ECONNRESET", "the approach is wrong", "no access"];

/** Does an intent and checks what must hold; a refusal changes nothing. */
export const act = (world: World, intent: Intent | null): boolean => {
  if (intent === null) return false;
  world.facts = { ...world.facts, held: heldBy(world) };
  const done = perform(world, intent);
  checkWorkflow(workflow(world));
  if (intent.type === "claim") checkResources(world);
  if (intent.type === "claim" && done.type === "decided" && done.refusal === null) {
    const step = workflow(world).steps.get(intent.step);
    if (step?.origin.kind !== "compensation") checkClaimed(workflow(world));
  }
  return done.type === "decided";
};

/** What running attempts write under live leases. */
const heldBy = (world: World) =>
  [...workflow(world).steps.values()].flatMap((step) =>
    step.lease === null || step.lease.expiresAt <= world.at
      ? []
      : step.resources.map((glob) => ({
          glob,
          workflow: world.stream,
          step: step.name,
          expiresAt: step.lease?.expiresAt ?? 0,
        })),
  );

const checkResources = (world: World): void => {
  const held = heldBy(world);
  for (const one of held) {
    const other = held.find(
      (each) => each.step !== one.step && resourcesOverlap(each.glob, one.glob),
    );
    if (other !== undefined) throw new Error(`${one.step} and ${other.step} write ${one.glob}`);
  }
};

/** The server dies, and another one folds the events. */
const crash = (world: World): void => {
  world.state = history(world.events).reduce<StreamState>(evolve, initialState(world.stream));
};

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];
const stepsIn = (world: World, status: StepStatus): readonly string[] =>
  [...workflow(world).steps.values()]
    .filter((step) => step.status === status)
    .map((step) => step.name)
    .sort();

/** One move of anybody's, sensible or not. */
export const disturb = (world: World, [kind, a, b]: Chance): void => {
  const ready = pick(stepsIn(world, "ready"), a);
  const active = pick(stepsIn(world, "active"), a);
  const waiting = pick(stepsIn(world, "waiting"), a);
  const does = (move: ((world: World) => Intent | null) | undefined): void => {
    if (move !== undefined) act(world, move(world));
  };
  if (kind < 25) does(ready === undefined ? undefined : claim(ready));
  else if (kind < 40) does(active === undefined ? undefined : completes(active, b));
  else if (kind < 55) {
    const category = pick([null, null, ...errorCategories], b) ?? null;
    const wishes = category === null ? {} : { category };
    does(active === undefined ? undefined : fail(active, pick(messages, a + b) ?? "", wishes));
  } else if (kind < 58) does(active === undefined ? undefined : ask(active, ["why?"]));
  else if (kind < 66) decide(world, a, b);
  else if (kind < 69) does(pause());
  else if (kind < 73) does(unpause());
  else if (kind < 76) does(ready === undefined ? undefined : skipStep(ready));
  else if (kind < 78) does(waiting === undefined ? undefined : retryStep(waiting));
  else if (kind < 80) {
    world.at += 1_900_000;
    does(active === undefined ? undefined : lapse(active));
  } else if (kind < 82) does(active === undefined ? undefined : claim(active, { takeOver: true }));
  else if (kind < 86) world.at += a * 10_000;
  else if (kind < 90) does(fireDue());
  else if (kind < 93) crash(world);
  else if (kind < 95) does(checkpoint(`c${a % 3}`));
  else if (kind < 97) rewind(world, a);
  else if (kind < 98)
    does(
      b % 8 === 0
        ? cancel()
        : b % 8 < 3
          ? compensate(a % 2 === 0 ? null : someStep(world, b))
          : undefined,
    );
  else if (b % 2 === 0) sendSignal(world, a, b);
  else {
    const failed = pick([...stepsIn(world, "failed"), ...stepsIn(world, "cancelled")], a);
    does(failed === undefined ? undefined : retryStep(failed));
  }
};

const completes = (step: string, b: number) => {
  const value = pick(outputs, b) ?? null;
  // Compensations want evidence.
  const criteria = [{ criterion: "C1", met: true, evidence: "looked" }];
  return complete(step, { outputs: value, storedOutputs: { kind: "inline", value }, criteria });
};

const someStep = (world: World, n: number): string | null =>
  pick([...workflow(world).steps.keys()].sort(), n) ?? null;

const rewind = (world: World, a: number): void => {
  const taken = world.events.flatMap(({ data }) =>
    data.type === "checkpoint_created" ? [data.name] : [],
  );
  const name = pick(taken, a);
  const back = a % 3 === 0 ? returnTo : rewindTo;
  if (name !== undefined) act(world, back(name, true)(world));
};

const decide = (world: World, a: number, b: number): boolean => {
  const open = [...workflow(world).tasks.values()].filter((task) => task.status === "open");
  const task = pick(open, a);
  if (task === undefined) return false;
  // What can never be done is not tried for ever.
  const before = [...workflow(world).tasks.values()].filter(({ step }) => step === task.step);
  const tired = task.approval === undefined ? Math.floor(before.length / 4) : 0;
  const decision = pick(task.options, b + tired) ?? "abort";
  if (task.approval === undefined)
    return act(world, decides(task.kind, decision, { task: task.id })(world));
  const wishes: readonly TaskDecision[] = [decision, "approve", "reject"];
  return wishes.some((each) => decideApproval(world, task.id, each, a + b));
};

/** Whoever comes, decides: those who may not are refused, and in a fair world somebody comes who may. */
const decideApproval = (world: World, task: string, decision: TaskDecision, n: number): boolean => {
  const names = ["ada", "bob", "cy", "dan"];
  return names.some((_, i) => {
    const by = { kind: "human", name: pick(names, n + i) ?? "" } as const;
    const to = pick(names, n + i + 1) ?? "";
    return act(world, decides("approval", decision, { task, by, to })(world));
  });
};

/** A signal comes to one of the waits, now and then to one that is over or is not of this workflow. */
const sendSignal = (world: World, a: number, b: number): boolean => {
  const waits = [...(workflow(world).flow?.nodes.values() ?? [])].filter(
    ({ awaits }) => awaits.length > 0,
  );
  const node = pick(waits, a);
  const awaited = node === undefined ? undefined : pick(node.awaits, b);
  if (node === undefined || awaited === undefined) return false;
  const { signal: name, address } = awaited;
  const signal = { id: `sig_${world.nextId}`, name, address, payload: b, at: world.at, order: 1 };
  const wait = { workflow: world.stream, node: node.key, wait: node.wait - (b % 5 === 4 ? 1 : 0) };
  return act(world, { type: "deliver_signal", signal, wait, shared: b % 3 === 0 });
};

/** Nothing goes wrong any more. */
export const calm: Chance = [1, 0, 0];

/** What a fair world does, after as much trouble as the chances hold, until the workflow ends. Returns how many moves it took. */
export const driveToEnd = (world: World, chances: readonly Chance[], most = 6000): number => {
  for (let moves = 0; moves < most; moves++) {
    const { status } = workflow(world);
    if (isFinalWorkflow(status)) return moves;
    fairMove(world, chances[moves] ?? calm);
    world.at += 1000;
  }
  const { status, reason } = workflow(world);
  throw new Error(`not ended after ${most} moves: ${status} (${reason})`);
};

/** One of them. */
export const fairMove = (world: World, [kind, a, b]: Chance): void => {
  const state = workflow(world);
  const lost = [...state.steps.values()].find(
    (step) => step.lease !== null && step.lease.expiresAt <= world.at,
  );
  if (lost !== undefined && act(world, lapse(lost.name)(world))) return;
  const due = dueOf(world);
  if (due !== null && due <= world.at && act(world, fireDue()(world))) return;
  const active = pick(stepsIn(world, "active"), a);
  const ready = stepsIn(world, "ready");
  const mayStart = offersWork(state.status);
  if (mayStart && (active === undefined || kind % 2 === 0)) {
    for (const name of ready) if (act(world, claim(name)(world))) return;
  }
  if (active !== undefined) {
    if (kind % 7 === 0) act(world, fail(active, pick(messages, b) ?? "")(world));
    // What does not fit is mended at last.
    else if (!act(world, completes(active, b)(world))) act(world, completes(active, 0)(world));
    return;
  }
  if (decide(world, a, b)) return;
  if (state.status === "paused" && act(world, unpause()(world))) return;
  const next = dueOf(world);
  // A wait without a time of its own would last as long as the workflow may.
  if ((next === null || b % 2 === 0) && sendSignal(world, a, b)) return;
  // Other workflows are at work for it.
  if ((state.flow?.children ?? 0) > 0 || undoingChildren(state).size > 0) return;
  if (next === null) throw new Error(`stuck: ${state.status} (${state.reason})`);
  world.at = Math.max(world.at, next);
};

const dueOf = (world: World): number | null => {
  const times = [...world.tables.values()].flatMap((row) =>
    "timer" in row && "dueAt" in row && typeof row.dueAt === "number" ? [row.dueAt] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
};
