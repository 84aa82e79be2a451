import type { Json, JsonObject } from "../json.ts";
import type { Plan } from "../plan/plan.ts";
import type { Awaited } from "../state/flow.ts";
import type { Signal } from "../state/signal-state.ts";
import type { WorkflowStatus } from "../state/status.ts";
import type { SlaEvent } from "./sla-event.ts";

/** How a node settled. */
export type NodeEnd = "completed" | "skipped" | "failed" | "cancelled";

/** What happens to a plan while it is followed. */
export type FlowEvent =
  | SlaEvent
  | {
      readonly type: "flow_started";
      readonly plan: Plan;
      readonly input: JsonObject;
      /** What a million tokens cost; null when nobody said. */
      readonly price: number | null;
      readonly values: JsonObject;
      /** The operating system's user who started it; null when nobody did. */
      readonly starter: string | null;
      /** How many workflows, up to this one, were each started by a signal of the one before; absent for none. */
      readonly chain?: number;
    }
  /** Another plan took the place of the one followed; what had started is in it unchanged. */
  | {
      readonly type: "plan_changed";
      readonly how: "amend" | "migrate";
      readonly plan: Plan;
      readonly input: JsonObject;
      readonly values: JsonObject;
      /** What was changed, in the language; null for another version of the definition. */
      readonly changes: JsonObject | null;
      /** Stages, with the bodies they are in. */
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly changed: readonly string[];
      readonly reason: string;
    }
  | {
      readonly type: "scope_opened";
      readonly scope: string;
      readonly owner: string | null;
      readonly iteration: number;
      readonly item: Json;
    }
  /** Nothing is open in the scope any more. */
  | { readonly type: "scope_closed"; readonly scope: string }
  | { readonly type: "node_started"; readonly node: string; readonly reason: string }
  | { readonly type: "items_listed"; readonly node: string; readonly items: readonly Json[] }
  /** The node waits until a time, for signals, or for the first of both. Without either it is stopped. */
  | {
      readonly type: "node_waiting";
      readonly node: string;
      readonly dueAt: number | null;
      readonly awaits: readonly Awaited[];
      readonly reason: string;
    }
  | { readonly type: "signal_received"; readonly node: string; readonly signal: Signal }
  /** The signal came to a wait that was over, and went back. */
  | { readonly type: "signal_returned"; readonly node: string; readonly signal: string }
  | { readonly type: "signal_emitted"; readonly node: string; readonly signal: Signal }
  /** The time limit of a node begins, stands still, or goes on. */
  | {
      readonly type: "node_deadline_moved";
      readonly node: string;
      readonly deadline: number | null;
      readonly leftMs: number | null;
    }
  /** A human is asked how to go on with a node that has failed. */
  | {
      readonly type: "node_halted";
      readonly node: string;
      readonly reason: string;
      /** What is known of the failure, as in node_settled. */
      readonly output: Json;
    }
  /** The node is tried again: from its beginning, or where it had stopped. */
  | { readonly type: "node_reopened"; readonly node: string; readonly anew: boolean }
  /** The node's workflow is to begin under this id. */
  | {
      readonly type: "child_started";
      readonly node: string;
      readonly child: string;
      readonly input: JsonObject;
    }
  | {
      readonly type: "child_ended";
      readonly node: string;
      readonly child: string;
      readonly status: WorkflowStatus;
      readonly reason: string;
    }
  | {
      readonly type: "node_settled";
      readonly node: string;
      readonly status: NodeEnd;
      /** True when its flow edges are live. */
      readonly flows: boolean;
      /** The nodes it chose, by name in its scope. */
      readonly ways: readonly string[];
      readonly reason: string;
      readonly output: Json;
    }
  /** A rollback had the node's work done again; this is what it brought. */
  | { readonly type: "node_redone"; readonly node: string; readonly output: Json }
  /** The workflow's timeout stands still, or goes on. */
  | {
      readonly type: "flow_deadline_moved";
      readonly deadline: number | null;
      readonly leftMs: number | null;
    }
  | {
      readonly type: "values_set";
      readonly node: string;
      readonly values: JsonObject;
      /** Names that a node side by side wrote, too; the later one in the plan won. */
      readonly contested: readonly string[];
    };
