import { expect } from "vitest";
import type { EventData } from "../../../src/core/event/stream-event.ts";
import type { Refusal, RefusalCode } from "../../../src/core/refusal.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";
import { checkWorld } from "./invariants.ts";
import { lived, stepOf } from "./lived.ts";
import { type Move, perform, type World, workflow } from "./world.ts";

/** What an event must at least say. */
export type Expected = { readonly type: EventData["type"] } & Readonly<Record<string, unknown>>;

/** What came of a command. */
export interface Outcome {
  readonly world: World;
  readonly events: readonly EventData[];
  readonly refusal: Refusal | null;
  /** Exactly these events, each with at least these facts. */
  yields(...expected: readonly Expected[]): Outcome;
  /** These event types, in this order. */
  yieldsTypes(...types: readonly EventData["type"][]): Outcome;
  /** Nothing was recorded, and this is why. */
  refused(code: RefusalCode, words?: RegExp): Outcome;
  /** The caller is told no, although something was recorded. */
  told(code: RefusalCode, words?: RegExp): Outcome;
  /** Looks at the state afterwards. */
  and(look: (state: WorkflowState, world: World) => void): Outcome;
  /** Looks at one step afterwards. */
  step(name: string, expected: Readonly<Record<string, unknown>>): Outcome;
  /** Goes on from here. */
  when(move: Move): Outcome;
}

/** A world in which all this has happened; a move that is refused makes the test fail. */
export const given = (...moves: readonly Move[]): { when(move: Move): Outcome; world: World } => {
  const world = lived(moves);
  return { when: (move) => act(world, move), world };
};

const act = (world: World, move: Move): Outcome => {
  const count = world.events.length;
  const intent = move(world);
  if (intent === null) throw new Error("nothing was done");
  const done = perform(world, intent);
  checkWorld(world);
  const events = world.events.slice(count).map((event) => event.data);
  const refusal = done.type === "refused" ? done : done.refusal;
  const outcome: Outcome = {
    world,
    events,
    refusal,
    yields: (...expected) => {
      expect(refusal).toBeNull();
      expect(events).toMatchObject(expected);
      return outcome;
    },
    yieldsTypes: (...types) => {
      expect(events.map((event) => event.type)).toEqual(types);
      return outcome;
    },
    refused: (code, words) => {
      expect(events).toEqual([]);
      expectRefusal(refusal, code, words);
      return outcome;
    },
    told: (code, words) => {
      expect(events).not.toEqual([]);
      expectRefusal(refusal, code, words);
      return outcome;
    },
    and: (look) => {
      look(workflow(world), world);
      return outcome;
    },
    step: (name, expected) => {
      expect(stepOf(world, name)).toMatchObject(expected);
      return outcome;
    },
    when: (next) => {
      world.at += 1000;
      return act(world, next);
    },
  };
  return outcome;
};

const expectRefusal = (refusal: Refusal | null, code: RefusalCode, words?: RegExp): void => {
  expect(refusal).toMatchObject({ type: "refused", code });
  expect(refusal?.fix).not.toBe("");
  if (words !== undefined) expect(`${refusal?.message} Fix: ${refusal?.fix}`).toMatch(words);
};
