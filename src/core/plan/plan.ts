import type { Pool } from "../budget/pool.ts";
import type { Limits } from "../budget/spend.ts";
import type { ExpectedOutput, OnFailure, Priority } from "../contract.ts";
import type { Json } from "../json.ts";
import type { Backoff } from "../recovery/backoff.ts";
import type { ErrorCategory } from "../recovery/category.ts";
import type { ApprovalNode } from "./approval-node.ts";
import type { Sla } from "./sla.ts";
import type { Trigger } from "./trigger.ts";

/** The type of an input or of a value of the workflow's state. */
export interface Field {
  readonly type: "string" | "number" | "integer" | "boolean" | "object" | "array" | "any";
  /** Allowed values of a string. */
  readonly values: readonly string[] | null;
  /** Used when nothing is given; absent means null. */
  readonly initial?: Json;
  /** Fields of an object whose shape is declared. */
  readonly fields?: Readonly<Record<string, Field>>;
}

/** What becomes of the workflow when a step cannot be saved. */
export type PlanFailure = "stop" | "halt" | "continue" | "compensate";

/** A compiled definition, stored with each workflow that follows it. Expressions are CEL texts that were checked. */
export interface Plan {
  readonly name: string;
  /** The raw text of its scalar: 1.10 is not 1.1. */
  readonly version: string;
  readonly input: Readonly<Record<string, Field>>;
  readonly state: Readonly<Record<string, Field>>;
  readonly onFailure: PlanFailure;
  readonly timeoutSeconds: number;
  /** Steps active at once; null leaves it to the agents' own limits. */
  readonly maxParallel: number | null;
  readonly limits: Limits;
  /** Soft limits of the ledger, where it sets them. */
  readonly budget: Readonly<Partial<Record<Pool, number>>>;
  /** The workflows it uses, directly or through others, by the `use` that names them. */
  readonly pins: Readonly<Record<string, Pin>>;
  /** What starts it by itself, once armed. */
  readonly triggers: readonly Trigger[];
  readonly sla?: Sla;
  readonly root: Scope;
}

/** A version of a definition, fixed when the workflow that uses it begins. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  /** Lower-case hex SHA-256 of its text. */
  readonly hash: string;
}

/** Nodes that settle together: the whole plan, the body of a group, of one round of a loop, of one item. */
export interface Scope {
  /** In plan order: an edge leads only to a later node. */
  readonly nodes: readonly PlanNode[];
}

/** A way into a node. `flow` is live when its source went well; `way` when its source chose this node. */
export interface Edge {
  readonly from: string;
  readonly kind: "flow" | "way";
}

/** A way out of a node, the other end of an {@link Edge}. */
export interface Exit {
  readonly to: string;
  readonly kind: "flow" | "way";
}

/** A failure that leads on instead of failing the workflow. */
export interface ErrorWay {
  /** Null matches any category. */
  readonly category: ErrorCategory | null;
  /** Part of the message, case ignored; null matches any. */
  readonly match: string | null;
  readonly goto: string;
}

/** How what an agent did is undone. */
export interface CompensateWith {
  readonly agent: string;
  /** Text for the brief, with `${CEL}` in it. */
  readonly task: string;
}

/** What every node of a plan has. */
export interface NodeBase {
  /** Unique in its scope. */
  readonly name: string;
  readonly edges: readonly Edge[];
  readonly exits: readonly Exit[];
  /** CEL; when false the node is skipped and its flow goes on. */
  readonly when: string | null;
  /** CEL by name of a state value, evaluated when the node has completed. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly onError: readonly ErrorWay[];
  /** Minutes from its start to the end of the plan along the longest way; orders what is ready. */
  readonly rank: number;
  /** Whether it lies on the longest way. */
  readonly critical: boolean;
  /** How long it should take; it changes nothing but what is told. */
  readonly sla?: Sla;
}

/** Work for an agent. */
export interface AgentNode extends NodeBase {
  readonly kind: "agent";
  /** Null when it is selected by capabilities. */
  readonly agent: string | null;
  readonly capabilities: readonly string[];
  /** Text for the brief, with `${CEL}` in it. */
  readonly task: string;
  readonly priority: Priority;
  readonly resources: readonly string[];
  /** Units of the operator's pools, by pool. */
  readonly uses: Readonly<Record<string, number>>;
  readonly timeoutSeconds: number | null;
  readonly expects: ExpectedOutput;
  readonly onFailure: OnFailure;
  /** Pauses before its retries; null leaves them as usual. */
  readonly backoff: Backoff | null;
  readonly estimateMinutes: number | null;
  /** When checkpoints are taken. */
  readonly checkpoint: "after" | "before" | "both" | "none";
  /** Null when nothing undoes it. */
  readonly compensate: CompensateWith | null;
}

/** What a node that stands for more than one step has. */
interface SpanNode extends NodeBase {
  /** The time for all of it, in seconds. */
  readonly timeoutSeconds: number | null;
}

/** Stages that belong together: one after the other (edges say so) or side by side. */
export interface GroupNode extends SpanNode {
  readonly kind: "group";
  readonly body: Scope;
  /** How many of the body's nodes must complete; `all` waits for every one. The rest is cancelled. */
  readonly need: number | "all";
}

/** An exclusive choice: the first way whose condition holds. */
export interface ChoiceNode extends NodeBase {
  readonly kind: "choice";
  readonly ways: readonly { readonly when: string; readonly goto: string }[];
  /** Taken when no condition holds; null takes none. */
  readonly otherwise: string | null;
}

/** A body that is repeated until a condition holds. */
export interface LoopNode extends SpanNode {
  readonly kind: "loop";
  readonly body: Scope;
  readonly until: string;
  readonly maxIterations: number;
}

/** A body for each item of a list. */
export interface EachNode extends SpanNode {
  readonly kind: "each";
  readonly items: string;
  readonly as: string;
  readonly body: Scope;
  /** Items in work at once. */
  readonly maxParallel: number | null;
}

/** Another workflow, which runs by its own definition and gives back the values of its state. */
export interface WorkflowNode extends SpanNode {
  readonly kind: "workflow";
  readonly use: Pin;
  /** CEL by name of the other workflow's input. */
  readonly input: Readonly<Record<string, string>>;
  /** Its longest way, by its estimates. */
  readonly minutes: number;
  /** Takes the place of its own compensations. */
  readonly compensate?: CompensateWith;
}

/** A pause: for a time, or until a time (CEL giving ISO 8601 or epoch seconds). */
export interface WaitNode extends NodeBase {
  readonly kind: "wait";
  readonly seconds: number | null;
  readonly until: string | null;
}

/** Values computed and kept. */
export interface SetNode extends NodeBase {
  readonly kind: "set";
  /** CEL by name of a state value. */
  readonly set: Readonly<Record<string, string>>;
}

/** Waits for the first of some signals, or for a time. */
export interface EventNode extends NodeBase {
  readonly kind: "event";
  readonly signals: readonly {
    readonly signal: string;
    /** CEL giving the key it must be for; null for those sent to the workflow itself. */
    readonly correlate: string | null;
    /** Null goes on with what follows. */
    readonly goto: string | null;
  }[];
  /** Null waits as long as the workflow may last. */
  readonly timeoutSeconds: number | null;
  /** What comes of a time that ran out. */
  readonly onTimeout: "continue" | "fail" | { readonly goto: string };
}

/** Sends a signal. */
export interface EmitNode extends NodeBase {
  readonly kind: "emit";
  readonly signal: string;
  /** CEL giving a workflow's id or a correlation key. */
  readonly to: string;
  /** CEL, or CEL by name; null sends nothing with it. */
  readonly payload: string | Readonly<Record<string, string>> | null;
}

/** One node of a plan. */
export type PlanNode =
  | AgentNode
  | GroupNode
  | ChoiceNode
  | LoopNode
  | EachNode
  | WorkflowNode
  | WaitNode
  | SetNode
  | EventNode
  | EmitNode
  | ApprovalNode;
