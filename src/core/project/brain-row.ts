import type { AttemptEnd } from "../state/step.ts";

/** One piece of work an agent did: an ended attempt at a handoff, or a log_execution. Times are epoch ms. */
export interface ExecutionRow {
  readonly table: "execution";
  readonly execution: string;
  /** The database it was brought over from; null for this project's own. */
  readonly origin: string | null;
  readonly workflow: string | null;
  /** What the workflow is about; empty without one. */
  readonly title: string;
  readonly step: string | null;
  /** Null for what was logged. */
  readonly handoff: string | null;
  readonly attempt: number;
  readonly agent: string;
  readonly task: string;
  readonly result: string | null;
  readonly status: "running" | AttemptEnd;
  /** Whether it says something about the agent: in success rates, experience and medians. */
  readonly counts: boolean;
  readonly startedAt: number;
  /** When it ended; while it runs, when it began. */
  readonly at: number;
  readonly durationMs: number | null;
  readonly tokensUsed: number | null;
  readonly session: string | null;
  /** Values it wrote that another step wrote beside it. */
  readonly contested: number;
}

/** Something agents learned, however often and in whatever case they said it. Times are epoch ms. */
export interface LearningRow {
  readonly table: "learning";
  /** Follows from the text (core/brain/learning.ts). */
  readonly learning: string;
  /** As it was said first. */
  readonly text: string;
  /** Who said it first, and where. */
  readonly agent: string;
  readonly workflow: string | null;
  /** The database it was brought over from; null once this project has learned it, too. */
  readonly origin: string | null;
  readonly firstAt: number;
  readonly lastAt: number;
  /** How often it was learned. */
  readonly times: number;
  /** How often a brief was given it. */
  readonly uses: number;
}

/** A client session with what was done in it. Times are epoch ms. */
export interface SessionRow {
  readonly table: "session";
  readonly session: string;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly executions: number;
  /** Null while it goes on, and again after new work. */
  readonly endedAt: number | null;
  readonly summary: string | null;
}

/** Changes of the brain's rows that add to what is there. */
export type BrainChange =
  | {
      readonly type: "learned";
      readonly text: string;
      readonly agent: string;
      readonly workflow: string | null;
      readonly origin: string | null;
      readonly firstAt: number;
      readonly at: number;
      readonly times: number;
    }
  | { readonly type: "learning_used"; readonly learning: string }
  /** Values of an execution were written by another step, too. */
  | { readonly type: "contested"; readonly execution: string; readonly values: number }
  /** What an execution consumed was measured. */
  | { readonly type: "measured"; readonly execution: string; readonly tokens: number }
  | {
      readonly type: "session_active";
      readonly session: string;
      readonly from: number;
      readonly at: number;
      /** Executions that are new. */
      readonly executions: number;
    }
  | {
      readonly type: "session_closed";
      readonly session: string;
      readonly at: number;
      readonly summary: string | null;
    };
