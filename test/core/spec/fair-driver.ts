import { pools } from "../../../src/core/budget/pool.ts";
import type { TaskDecision } from "../../../src/core/state/human-task.ts";
import { isFinalWorkflow, offersWork } from "../../../src/core/state/status.ts";
import { allocate } from "./budget-moves.ts";
import { checkWorkflow } from "./invariants.ts";
import { ask, claim, complete, decides, fail, file, fireDue, unpause } from "./moves.ts";
import { type Move, perform, type World, workflow } from "./world.ts";

/** How agents and humans behave until they have misbehaved enough: a failure, a question, a human's wish each. */
export interface Behaviour {
  readonly failures: readonly string[];
  readonly questions: number;
  readonly decisions: readonly TaskDecision[];
}

/**
 * Does what a fair world does: claims what is ready, ends every attempt, answers humans' tasks, lets due times come.
 * Returns how many moves it took until the workflow ended; throws when nothing can be done.
 */
export const driveToEnd = (world: World, behaviour: Behaviour, most = 2000): number => {
  const failures = [...behaviour.failures];
  const decisions = [...behaviour.decisions];
  let questions = behaviour.questions;
  for (let moves = 0; moves < most; moves++) {
    const state = workflow(world);
    if (isFinalWorkflow(state.status)) return moves;
    const move = nextMove(
      world,
      () => {
        const failure = failures.pop();
        if (failure !== undefined) return failure;
        return questions-- > 0 ? "?" : null;
      },
      decisions,
    );
    const intent = move(world);
    if (intent !== null) {
      const done = perform(world, intent);
      if (done.type === "refused" && done.code === "budget_critical") makeRoom(world);
      else if (done.type === "refused")
        throw new Error(`${intent.type}: ${done.message} ${done.fix}`);
      checkWorkflow(workflow(world));
    }
    world.at += 1000;
  }
  throw new Error(`not ended after ${most} moves: ${workflow(world).status}`);
};

/** Gives every pool as much as it needs, as whoever is told that a budget is critical may. */
const makeRoom = (world: World): void => {
  for (const pool of pools) {
    const intent = allocate(pool, 1_000_000)(world);
    if (intent !== null) perform(world, intent);
  }
};

const nextMove = (world: World, trouble: () => string | null, decisions: TaskDecision[]): Move => {
  const state = workflow(world);
  const steps = [...state.steps.values()];
  const task = [...state.tasks.values()].find((each) => each.status === "open");
  const mayStart = offersWork(state.status);
  const ready = steps.find((step) => step.status === "ready");
  if (ready !== undefined && mayStart) return claim(ready.name);
  const active = steps.find((step) => step.status === "active");
  if (active !== undefined) {
    const wrong = trouble();
    if (wrong === "?") return ask(active.name, ["which way?"]);
    if (wrong !== null) return fail(active.name, wrong);
    const criteria = [{ criterion: "C1", met: true, evidence: "seen" }];
    return complete(active.name, { artifacts: [file("src/a.ts")], criteria });
  }
  if (task !== undefined) {
    const wish = decisions.pop();
    const usual = (["answer", "retry", "approve"] as const).find((each) =>
      task.options.includes(each),
    );
    const decision = wish !== undefined && task.options.includes(wish) ? wish : usual;
    if (decision === undefined) throw new Error(`nothing to decide ${task.kind} with`);
    return decides(task.kind, decision, { task: task.id });
  }
  if (state.status === "paused") return unpause();
  const due = steps.map((step) => step.dueAt).filter((at) => at !== null);
  if (due.length === 0) throw new Error(`stuck: ${state.status} (${state.reason})`);
  world.at = Math.max(world.at, Math.min(...due));
  return fireDue();
};
