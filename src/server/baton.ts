import type { Holder } from "../core/actor.ts";
import type { Engine } from "../engine/engine.ts";
import type { Cleaned } from "./secrets/create-redactor.ts";

/** The running product: everything a protocol handler or a command of the command line needs. */
export interface Baton {
  /** Builds the engine when it is first needed. */
  engine(): Promise<Engine>;
  /** The person at this machine, from the operating system. */
  readonly human: string;
  /** How this program is run from a terminal. */
  readonly command: string;
  /** The client's session, where it tells. */
  readonly session: string | null;
  /** Tells this start of the server from others. */
  readonly startId: string;
  /** The process that keeps claims alive; null when it ends with the call. */
  holder(): Promise<Holder | null>;
  /** Takes secrets out of a text. */
  clean(text: string): Cleaned;
  close(): Promise<void>;
}
