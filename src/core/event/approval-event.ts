import type { Vote } from "../state/approval.ts";
import type { TaskOutcome } from "../state/human-task.ts";

/** What happens to an approval while it is open. */
export type ApprovalEvent =
  | {
      readonly type: "approval_voted";
      readonly task: string;
      readonly vote: Vote;
    }
  /** Others are asked now: somebody handed it on, or it was overdue. */
  | {
      readonly type: "task_reassigned";
      readonly task: string;
      readonly why: "delegated" | "escalated";
      /** Who came to it. */
      readonly to: readonly string[];
      /** All who are asked from now on. */
      readonly assignees: readonly string[];
      readonly comment: string | null;
      /** The word of the one who handed it on; null when it was overdue. */
      readonly decided: Omit<TaskOutcome, "at"> | null;
    }
  | {
      readonly type: "task_reminded";
      readonly task: string;
      readonly reminders: number;
      /** Null after the last one. */
      readonly nextAt: number | null;
    };
