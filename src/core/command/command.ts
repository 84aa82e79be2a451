import type { Actor } from "../actor.ts";
import type { HandoffContract } from "../contract.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import type { JsonObject } from "../json.ts";
import type { Person } from "../person.ts";
import type { Plan } from "../plan/plan.ts";
import type { Facts } from "../port/facts.ts";
import type { Backoff } from "../recovery/backoff.ts";
import type { ReportedError } from "../recovery/category.ts";
import type { TaskOutcome } from "../state/human-task.ts";
import type { WorkflowStatus } from "../state/status.ts";
import type { TokenUsage } from "../state/step.ts";
import type { GitPosition, Parent, WorkflowState } from "../state/workflow-state.ts";
import type { StoredValue } from "../stored-value.ts";
import type { AgentFacts } from "./agent-facts.ts";
import type { BrainIntent } from "./brain-intent.ts";
import type { BudgetIntent } from "./budget-intent.ts";
import type { ArtifactFacts, Completion } from "./completion.ts";
import type { LeaseRequest } from "./lease-request.ts";
import type { PlanChange } from "./plan-change.ts";
import type { SignalIntent } from "./signal-intent.ts";
import type { TriggerIntent } from "./trigger-intent.ts";

/** A handoff to be added to a plan; the engine has filled in what the agents' files say. */
export interface NewHandoff {
  /** Null: a name is made from the agent's. */
  readonly step: string | null;
  readonly from: HandoffContract["from_agent"];
  readonly to: HandoffContract["to_agent"];
  /** The phase of the receiving agent. */
  readonly phase: HandoffContract["from_agent"]["phase"];
  readonly payload: HandoffContract["payload"];
  /** Handoff ids or step names. */
  readonly needs: readonly string[];
  readonly resources: readonly string[];
  /** Units of the operator's pools, by pool; none without. */
  readonly uses?: Readonly<Record<string, number>>;
  readonly timeoutSeconds: number | null;
  /** Pauses before retries; null: as usual. */
  readonly backoff: Backoff | null;
}

/** A new value for a key; `expectedVersion` guards against a write nobody saw. */
export interface MemoryWrite {
  readonly value: StoredValue;
  readonly by: string;
  readonly tags: readonly string[];
  readonly expiresAt: number | null;
  readonly expectedVersion: number | null;
}

/** Back to a checkpoint. */
interface Rewind {
  readonly type: "rewind";
  /** The state to return to, folded from the events up to `toVersion`. */
  readonly base: WorkflowState;
  readonly checkpoint: string;
  readonly force: boolean;
  readonly reason: string;
}

/** What a caller wants done to one stream. */
export type Intent =
  | BrainIntent
  | BudgetIntent
  | {
      readonly type: "create_handoff";
      readonly title: string;
      readonly handoff: NewHandoff;
      /** True when the workflow is to be created with its first handoff. */
      readonly opens: boolean;
    }
  | {
      readonly type: "start_flow";
      readonly title: string;
      readonly plan: Plan;
      readonly input: JsonObject;
      /** What a million tokens cost; null when the operator has not said. */
      readonly price: number | null;
      /** The operating system's user who starts it; null when nobody does. */
      readonly starter: string | null;
      /** See the event. */
      readonly chain?: number;
    }
  /** Another workflow's node is to be done by this one, by its definition; or why it cannot be. */
  | {
      readonly type: "begin_child";
      readonly parent: Parent;
      readonly title: string;
      readonly paused: string | null;
      readonly start:
        | {
            readonly type: "plan";
            readonly plan: Plan;
            readonly input: JsonObject;
            readonly price: number | null;
            readonly starter: string | null;
            readonly chain?: number;
          }
        | { readonly type: "fault"; readonly why: string };
    }
  | { readonly type: "stop_child"; readonly parent: Parent; readonly reason: string }
  | {
      readonly type: "hold_child";
      readonly parent: Parent;
      readonly held: boolean;
      readonly reason: string;
    }
  | {
      readonly type: "end_child";
      readonly node: string;
      readonly child: string;
      readonly status: WorkflowStatus;
      readonly reason: string;
      readonly values: JsonObject;
    }
  /** The workflow it works for is undone, and waits until this one's work is undone, too. */
  | { readonly type: "undo_child"; readonly parent: Parent; readonly reason: string }
  | { readonly type: "stop_undoing"; readonly parent: Parent; readonly reason: string }
  /** What came of asking a workflow to undo its work. */
  | {
      readonly type: "note_undone";
      readonly child: string;
      readonly undone: readonly string[];
      readonly left: readonly string[];
      readonly accepted: boolean;
      readonly stays: readonly string[];
    }
  /** The id drawn for a node's workflow is somebody else's. */
  | { readonly type: "redraw_child"; readonly node: string; readonly child: string }
  | { readonly type: "change_plan"; readonly change: PlanChange }
  | { readonly type: "claim"; readonly step: string; readonly request: LeaseRequest }
  | {
      readonly type: "renew";
      readonly step: string;
      readonly token: string;
      readonly seconds: number;
    }
  /** The server that holds the lease keeps it alive. */
  | { readonly type: "keep_alive"; readonly step: string; readonly fence: number }
  | { readonly type: "complete"; readonly step: string; readonly completion: Completion }
  | {
      readonly type: "fail";
      readonly step: string;
      readonly token: string;
      readonly summary: string;
      readonly error: ReportedError;
      readonly tokensUsed: number | null;
    }
  | {
      readonly type: "ask";
      readonly step: string;
      readonly token: string;
      readonly summary: string;
      readonly questions: readonly string[];
    }
  /** What an attempt really consumed, read from the client's transcript. */
  | {
      readonly type: "measure_usage";
      readonly step: string;
      readonly use: string;
      readonly usage: TokenUsage;
    }
  | { readonly type: "pause"; readonly reason: string }
  | { readonly type: "unpause"; readonly reason: string }
  | { readonly type: "stop"; readonly how: "cancel" | "terminate"; readonly reason: string }
  /** Undoes what was done: all of it, or from a step on. */
  | { readonly type: "compensate"; readonly step: string | null; readonly reason: string }
  /** Undoes what was done since a checkpoint, and returns to it once that is undone. */
  | (Omit<Rewind, "type"> & { readonly type: "return_undone" })
  | { readonly type: "retry_step"; readonly step: string; readonly reason: string }
  | { readonly type: "skip_step"; readonly step: string; readonly reason: string }
  | { readonly type: "replan_step"; readonly step: string; readonly reason: string }
  /** Leases that ran out or lost their holder are ended, so that what they held is free. */
  | {
      readonly type: "lapse";
      readonly step: string;
      readonly fence: number;
      readonly orphaned: boolean;
    }
  | {
      readonly type: "reroute";
      readonly step: string;
      readonly agent: string;
      readonly reason: string;
    }
  | {
      readonly type: "decide_task";
      readonly task: string;
      readonly outcome: Omit<TaskOutcome, "at">;
      /** Who is to decide instead; null unless it is delegated. */
      readonly delegateTo: string | null;
    }
  | { readonly type: "write_workflow_memory"; readonly key: string; readonly write: MemoryWrite }
  | {
      readonly type: "keep_definition";
      readonly name: string;
      readonly definitionVersion: string;
      readonly hash: string;
      readonly text: string;
    }
  | { readonly type: "use_version"; readonly use: string | null }
  | { readonly type: "write_memory"; readonly write: MemoryWrite }
  | { readonly type: "reset_circuit"; readonly agent: string; readonly reason: string }
  | {
      readonly type: "checkpoint";
      readonly name: string;
      readonly note: string | null;
      readonly git: GitPosition | null;
    }
  | { readonly type: "add_artifact"; readonly agent: string; readonly artifact: ArtifactFacts }
  | Rewind
  | {
      readonly type: "fork";
      readonly from: string;
      readonly version: number;
      readonly checkpoint: string;
      /** The line of events that led to the checkpoint. */
      readonly events: readonly StreamEvent[];
    }
  | { readonly type: "note_fork"; readonly workflow: string; readonly version: number }
  | { readonly type: "fire_due"; readonly timers: readonly string[] }
  | SignalIntent
  | TriggerIntent;

/** An intent with everything from outside that the decision may depend on. */
export interface Command {
  readonly intent: Intent;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same time as ISO 8601 UTC. */
  readonly timestamp: string;
  readonly actor: Actor;
  /** Fresh ids, taken in order; the engine gives enough for the intent. */
  readonly ids: readonly string[];
  /** Uniform in [0, 1); spreads retries. */
  readonly random: number;
  /** What is known of the agents the decision may need. */
  readonly agents: readonly AgentFacts[];
  /** The people the operator has named; empty when nobody, or when the decision asks nobody. */
  readonly people: readonly Person[];
  readonly facts: Facts;
}
