import { expect, test } from "vitest";
import type { Intent } from "../../src/core/command/command.ts";
import { artifactLimit } from "../../src/core/decide/add-artifact.ts";
import { checkpointLimit } from "../../src/core/decide/checkpoint.ts";
import { persistentMap } from "../../src/core/persistent-map.ts";
import { sessionStream } from "../../src/core/state/brain-state.ts";
import type { WorkflowState } from "../../src/core/state/workflow-state.ts";
import { begins, ends } from "./spec/brain-moves.ts";
import { lived } from "./spec/lived.ts";
import { addArtifact, checkpoint, claim, complete, handoff } from "./spec/moves.ts";
import { type Move, newWorld, perform, type World, workflow } from "./spec/world.ts";

/** A state like the given one, with so much more in it; how that came about does not matter here. */
const crowded = (world: World, more: (state: WorkflowState) => Partial<WorkflowState>): World => {
  const state = workflow(world);
  return { ...world, state: { ...state, ...more(state) } };
};

const times = <V>(count: number, value: V) =>
  persistentMap(Array.from({ length: count }, (_, n) => [`n${n}`, value] as const));

const first = <V>(values: Iterable<V>): V => {
  for (const value of values) return value;
  throw new Error("there is none");
};

const outcome = (world: World, move: Move): string => {
  const intent: Intent | null = move(world);
  if (intent === null) throw new Error("nothing was done");
  const done = perform(world, intent);
  const refusal = done.type === "refused" ? done : done.refusal;
  if (refusal !== null) expect(refusal.fix).not.toBe("");
  return refusal?.code ?? "done";
};

test("a workflow takes artifacts up to their limit, whichever way they come", () => {
  const world = lived([handoff("a"), addArtifact("a.ts"), claim("a")]);
  const { artifacts } = workflow(world);
  const with_ = (count: number) =>
    crowded(world, () => ({ artifacts: times(count, first(artifacts.values())) }));
  expect(outcome(with_(artifactLimit - 1), addArtifact("b.ts"))).toBe("done");
  expect(outcome(with_(artifactLimit), addArtifact("b.ts"))).toBe("too_large");
  const brings = complete("a", { artifacts: [{ ...first(artifacts.values()), exists: true }] });
  expect(outcome(with_(artifactLimit - 1), brings)).toBe("done");
  expect(outcome(with_(artifactLimit), brings)).toBe("too_large");
  expect(outcome(with_(artifactLimit), complete("a"))).toBe("done");
});

test("a workflow takes checkpoints by hand up to their limit, and those of its own beyond it", () => {
  const world = lived([handoff("a"), checkpoint("one"), claim("a")]);
  const { checkpoints } = workflow(world);
  const full = (count: number) =>
    crowded(world, () => ({ checkpoints: times(count, first(checkpoints.values())) }));
  expect(outcome(full(checkpointLimit - 1), checkpoint("two"))).toBe("done");
  const world_ = full(checkpointLimit);
  expect(outcome(world_, checkpoint("two"))).toBe("too_large");
  expect(outcome(world_, complete("a"))).toBe("done");
  expect(workflow(world_).checkpoints.size).toBe(checkpointLimit + 1);
});

test("a session has at most 1,000 executions that have not ended", () => {
  const world = lived(
    Array.from({ length: 1_000 }, (_, n) => begins(`task ${n}`)),
    newWorld(sessionStream("s-1")),
  );
  expect(outcome(world, begins("one more"))).toBe("too_large");
  expect(outcome(world, ends("task 7"))).toBe("done");
  expect(outcome(world, begins("one more"))).toBe("done");
});
