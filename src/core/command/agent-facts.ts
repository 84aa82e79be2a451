import type { Phase } from "../phase.ts";

/** What a decision needs to know of an agent. */
export interface AgentFacts {
  readonly name: string;
  readonly version: string;
  readonly phase: Phase;
  readonly timeoutSeconds: number | null;
  readonly maxRetries: number | null;
  readonly maxParallel: number | null;
}

/** Names that may hand work over without being agents. */
export const outsiders: ReadonlySet<string> = new Set(["user", "system"]);
