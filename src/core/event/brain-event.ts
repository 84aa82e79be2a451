import type { AttemptEnd } from "../state/step.ts";

/** How a logged execution ended. */
export type LoggedEnd = "completed" | "failed";

/** What happens in a brain session: the work agents report themselves, beside the handoffs. */
export type SessionEvent =
  /** The first entry of the session, or the first one since it ended. */
  | { readonly type: "session_started" }
  | { readonly type: "session_ended"; readonly summary: string | null }
  | {
      readonly type: "execution_began";
      readonly execution: string;
      readonly agent: string;
      readonly task: string;
      /** The workflow it was part of; its handoffs count by themselves. */
      readonly workflow: string | null;
    }
  | {
      readonly type: "execution_ended";
      readonly execution: string;
      readonly status: LoggedEnd;
      readonly result: string | null;
      /** Null when nobody knows: it was logged only at its end. */
      readonly durationMs: number | null;
      readonly tokensUsed: number | null;
      readonly learnings: readonly string[];
    };

/** An execution of another project's. Times are epoch ms. */
export interface ForeignExecution {
  readonly execution: string;
  readonly agent: string;
  readonly title: string;
  readonly task: string;
  readonly result: string | null;
  readonly status: AttemptEnd;
  readonly counts: boolean;
  readonly startedAt: number;
  readonly at: number;
  readonly durationMs: number | null;
  readonly tokensUsed: number | null;
}

/** A learning of another project's. Times are epoch ms. */
export interface ForeignLearning {
  /** Follows from the text (core/brain/learning.ts). */
  readonly learning: string;
  readonly text: string;
  readonly agent: string;
  readonly firstAt: number;
  readonly at: number;
  readonly times: number;
}

/** What a person brought over from another project. */
export interface ImportEvent {
  readonly type: "brain_imported";
  readonly executions: readonly ForeignExecution[];
  readonly learnings: readonly ForeignLearning[];
}

/** Everything that happens in the brain's own streams. */
export type BrainEvent = SessionEvent | ImportEvent;
