import type { Plan } from "../../../src/core/plan/plan.ts";
import type { OutboxMessage } from "../../../src/core/project/row.ts";
import { toldIntent } from "../../../src/engine/due/message-intent.ts";
import { checkWorld } from "../spec/invariants.ts";
import { type Move, newWorld, perform, type World, workflow } from "../spec/world.ts";

/** Workflows that tell each other things, with the messages that are on their way, the oldest first. */
export interface Family {
  readonly root: World;
  /** By id, the root first. */
  readonly worlds: Map<string, World>;
  readonly plans: Readonly<Record<string, Plan>>;
  readonly waiting: OutboxMessage[];
}

/** A family whose first workflow has not begun; plans by the name that nodes use. */
export const newFamily = (plans: Readonly<Record<string, Plan>>): Family => {
  const root = newWorld("orch_root");
  return { root, worlds: new Map([[root.stream, root]]), plans, waiting: [] };
};

/** Does something in one of the workflows; what it tells the others is on its way then. */
export const act = (family: Family, world: World, move: (world: World) => void): void => {
  const told = world.messages.length;
  move(world);
  // What signals do is seen elsewhere; here they just come.
  const sent = world.messages.slice(told);
  family.waiting.push(...sent.filter(({ to }) => to.startsWith("orch_")));
};

/** Moves of one workflow that must not be refused. */
export const does = (family: Family, world: World, ...moves: readonly Move[]): void => {
  for (const move of moves) {
    act(family, world, (its) => {
      const intent = move(its);
      const done = intent === null ? null : perform(its, intent);
      if (done?.type === "refused") throw new Error(`${done.code}: ${done.message}`);
      its.at += 1000;
    });
    checkWorld(world);
  }
};

/** Delivers the oldest message to one of those that have any; messages to one workflow keep their order. */
export const deliverOne = (family: Family, which = 0): boolean => {
  const receivers = [...new Set(family.waiting.map(({ to }) => to))];
  const to = receivers[which % receivers.length];
  const at = family.waiting.findIndex((message) => message.to === to);
  const [pending] = at < 0 ? [] : family.waiting.splice(at, 1);
  if (pending === undefined) return false;
  const world = receiver(family, pending);
  act(family, world, () => {
    perform(world, intentOf(family, pending));
  });
  answerForStranger(family, world, pending);
  return true;
};

/** Delivers until nothing is on its way. */
export const deliverAll = (family: Family): void => {
  while (deliverOne(family)) {
    // Each one may lead to more.
  }
};

/** The workflow that does a node's work now. */
export const childOf = (family: Family, world: World, node: string): World => {
  const id = workflow(world).flow?.nodes.get(node)?.child?.workflow ?? "";
  const found = family.worlds.get(id);
  if (found === undefined) throw new Error(`${node} has no workflow ${id}`);
  return found;
};

/** One that works for somebody else has nothing to undo. */
const answerForStranger = (family: Family, asked: World, { message }: OutboxMessage): void => {
  if (message.type !== "child_undoing") return;
  const { parent } = message;
  const its = workflow(asked).parent;
  if (its?.workflow === parent.workflow && its.node === parent.node) return;
  const world = family.worlds.get(parent.workflow);
  if (world === undefined) return;
  const nothing = { undone: [], left: [], accepted: true, stays: [] };
  act(family, world, () => {
    perform(world, { type: "note_undone", child: asked.stream, ...nothing });
  });
};

const receiver = (family: Family, { to }: OutboxMessage): World => {
  const known = family.worlds.get(to);
  if (known !== undefined) return known;
  const { at } = family.root;
  const made = newWorld(to, { at, nextId: 1_000_000 * family.worlds.size });
  family.worlds.set(to, made);
  return made;
};

const intentOf = ({ plans }: Family, { message }: OutboxMessage) => {
  if (message.type === "start_triggered" || message.type === "post_signal")
    throw new Error(`${message.type} is not for a workflow`);
  if (message.type !== "child_started") return toldIntent(message);
  const { parent, title, paused, use, input, starter } = message;
  const plan = plans[use.name];
  const start =
    plan === undefined
      ? ({ type: "fault", why: `${use.name} is gone` } as const)
      : ({ type: "plan", plan, input, starter, price: null } as const);
  return { type: "begin_child", parent, title, paused, start } as const;
};
