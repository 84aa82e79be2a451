import type { JsonObject } from "../json.ts";
import type { Pin } from "../plan/plan.ts";
import type { WorkflowStatus } from "../state/status.ts";
import type { Parent } from "../state/workflow-state.ts";

/** What a workflow and one that does the work of its node tell each other. A child heeds only its own parent. */
export type ChildMessage =
  | {
      readonly type: "child_started";
      readonly parent: Parent;
      readonly title: string;
      readonly use: Pin;
      /** What the child's own uses stand for. */
      readonly pins: Readonly<Record<string, Pin>>;
      readonly input: JsonObject;
      /** Who started what it works for; where four eyes are asked for, they do not decide here either. */
      readonly starter: string | null;
      /** How many workflows were each started by a signal of the one before, up to what it works for; absent for none. */
      readonly chain?: number;
      /** Why it is to begin paused; null when it may start work. */
      readonly paused: string | null;
    }
  | { readonly type: "child_stopped"; readonly parent: Parent; readonly reason: string }
  /** Nothing new may start, or work may go on. */
  | {
      readonly type: "child_held";
      readonly parent: Parent;
      readonly held: boolean;
      readonly reason: string;
    }
  /** What it did is to be undone; whoever tells it so waits for that. */
  | { readonly type: "child_undoing"; readonly parent: Parent; readonly reason: string }
  /** Nobody waits for that any more: nothing more is undone. */
  | { readonly type: "undoing_stopped"; readonly parent: Parent; readonly reason: string }
  | {
      readonly type: "child_undone";
      readonly child: string;
      readonly undone: readonly string[];
      readonly left: readonly string[];
      /** Whether humans let stand all that is left. */
      readonly accepted: boolean;
      readonly stays: readonly string[];
    }
  | {
      readonly type: "child_ended";
      readonly node: string;
      readonly child: string;
      readonly status: WorkflowStatus;
      readonly reason: string;
      /** The values of its state. */
      readonly values: JsonObject;
    };
