import { userInfo } from "node:os";
import type { Engine } from "../engine/engine.ts";
import { lazily } from "../engine/lazily.ts";
import type { Baton } from "./baton.ts";
import type { Surroundings } from "./compose-ports.ts";
import { ownCommand } from "./own-command.ts";
import { createRedactor, type Redactor } from "./secrets/create-redactor.ts";

/** How Baton is started. */
export interface BatonOptions extends Surroundings {
  /** True for a process that stays to keep its claims alive. */
  readonly stays: boolean;
  /** Called once, when the engine has been built. */
  readonly onEngine?: (engine: Engine) => void;
}

const holding = lazily(() => import("./project/holder.ts"));

/** A Baton that loads its engine, its database and its agents when a call first needs them. */
export const createBaton = (options: BatonOptions): Baton => {
  let engine: Promise<Engine> | undefined;
  let startId: string | undefined;
  let redactor: Redactor | undefined;
  let closed = false;
  const build = async (): Promise<Engine> => {
    const { compose } = await import("./compose.ts");
    const built = compose(options);
    if (!closed) options.onEngine?.(built);
    return built;
  };
  return {
    engine: () => {
      engine ??= build();
      return engine;
    },
    human: humanName(),
    command: ownCommand(process.argv[1]),
    session: options.env.CLAUDE_CODE_SESSION_ID ?? null,
    get startId() {
      startId ??= crypto.randomUUID();
      return startId;
    },
    holder: async () => (options.stays ? (await holding()).selfHolder() : null),
    clean: (text) => {
      redactor ??= createRedactor(options.env);
      return redactor.clean(text);
    },
    close: async () => {
      closed = true;
      await (await engine)?.ports.store.close();
    },
  };
};

/** The name of the person at this machine; some containers have none for the user's number. */
const humanName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return "user";
  }
};
