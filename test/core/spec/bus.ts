import type { Intent } from "../../../src/core/command/command.ts";
import type { Message } from "../../../src/core/project/message.ts";
import type { OutboxMessage } from "../../../src/core/project/row.ts";
import { toldIntent } from "../../../src/engine/due/message-intent.ts";
import { newWorld, perform, type World } from "./world.ts";

/** Several streams with one outbox between them: what is sent arrives later, in its order for each receiver. */
export interface Bus {
  readonly worlds: Map<string, World>;
  readonly waiting: OutboxMessage[];
  at: number;
  world(stream: string): World;
  /** Does an intent; a refusal is returned and changes nothing. */
  tell(stream: string, intent: Intent): ReturnType<typeof perform>;
  /** Delivers the oldest message of one of the receivers that have some. */
  deliver(which: number): boolean;
  /** Delivers all there is, and what follows. */
  settle(): void;
}

/** An empty bus. */
export const newBus = (at: number): Bus => {
  const worlds = new Map<string, World>();
  const waiting: OutboxMessage[] = [];
  const bus: Bus = {
    worlds,
    waiting,
    at,
    world: (stream) => {
      const known = worlds.get(stream);
      const world = known ?? newWorld(stream, { at: bus.at, nextId: 1 + worlds.size * 1_000_000 });
      worlds.set(stream, world);
      return world;
    },
    tell: (stream, intent) => {
      const world = bus.world(stream);
      world.at = bus.at;
      const done = perform(world, intent);
      waiting.push(...world.messages.splice(0));
      return done;
    },
    deliver: (which) => {
      const receivers = [...new Set(waiting.map(({ to }) => to))];
      const to = receivers[which % receivers.length];
      const first = waiting.findIndex((message) => message.to === to);
      const [message] = first < 0 ? [] : waiting.splice(first, 1);
      if (message === undefined) return false;
      const done = bus.tell(message.to, intentOf(message.message));
      if (done.type === "refused") throw new Error(`${message.message.type}: ${done.message}`);
      return true;
    },
    settle: () => {
      for (let n = 0; n < 10_000; n++) if (!bus.deliver(0)) return;
      throw new Error("messages follow messages for ever");
    },
  };
  return bus;
};

const intentOf = (message: Message): Intent => {
  switch (message.type) {
    case "post_signal":
      return { ...message, candidates: [], emitted: true };
    case "start_triggered":
    case "child_started":
      throw new Error("nothing is started here");
    default:
      return toldIntent(message);
  }
};
