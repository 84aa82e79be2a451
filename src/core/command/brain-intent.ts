import type { ForeignExecution, ForeignLearning, LoggedEnd } from "../event/brain-event.ts";

/** What a caller wants done to the brain's own streams. */
export type BrainIntent =
  | {
      readonly type: "log_execution";
      readonly agent: string;
      readonly task: string;
      readonly workflow: string | null;
      /** Null while the work goes on. */
      readonly end: {
        readonly status: LoggedEnd;
        readonly result: string | null;
        readonly durationMs: number | null;
        readonly tokensUsed: number | null;
        readonly learnings: readonly string[];
      } | null;
    }
  | { readonly type: "end_session"; readonly summary: string | null }
  | {
      readonly type: "import_brain";
      readonly executions: readonly ForeignExecution[];
      readonly learnings: readonly ForeignLearning[];
    };
