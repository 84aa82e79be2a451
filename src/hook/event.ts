import type { Payload } from "./payload.ts";

/** An event of the client, with what its hook may touch. */
export interface HookEvent {
  readonly payload: Payload;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly now: number;
}

/** What a hook prints for the client; empty for nothing. */
export type HookAnswer = string;
