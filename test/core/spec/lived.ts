import type { Step } from "../../../src/core/state/step.ts";
import { checkWorld } from "./invariants.ts";
import { type Move, newWorld, perform, type World, workflow } from "./world.ts";

/** A world in which these moves were made. */
export const lived = (moves: readonly Move[], world = newWorld()): World => {
  for (const move of moves) {
    const intent = move(world);
    if (intent === null) continue;
    const done = perform(world, intent);
    if (done.type === "refused") throw new Error(`${intent.type}: ${done.code} ${done.message}`);
    checkWorld(world);
    world.at += 1000;
  }
  return world;
};

/** The step, which must exist. */
export const stepOf = (world: World, name: string): Step => {
  const step = workflow(world).steps.get(name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
};
