import type { Baton } from "./baton.ts";
import type { ChildOptions } from "./run-child.ts";
import type { Scratch } from "./scratch.ts";
import type { Timeline } from "./timeline.ts";

/** What the acts of the demo share. */
export interface Show {
  readonly scratch: Scratch;
  readonly timeline: Timeline;
  /** The server; another one after {@link Show.restart}. */
  readonly baton: () => Baton;
  /** Starts a server where none runs, on the same project. */
  readonly restart: () => Promise<Baton>;
  /** What the person says next when an elicitation asks. */
  readonly say: (sentence: string) => void;
  /** How to run a child process in the project. */
  readonly child: ChildOptions;
  /** For the summary: what was refused, and what was recovered; [step, what]. */
  readonly refused: [step: string, what: string][];
  readonly recovered: [step: string, what: string][];
}
