import type { Json, JsonObject } from "../json.ts";
import type { PersistentMap } from "../persistent-map.ts";
import type { Plan } from "../plan/plan.ts";
import type { SlaStatus } from "../plan/sla.ts";
import type { StepStatus } from "./status.ts";

/** A signal that a node waits for. */
export interface Awaited {
  readonly signal: string;
  /** Whom it must be for (core/state/signal-state.ts). */
  readonly address: string;
  /** The node it leads to; null when what follows the wait goes on. */
  readonly goto: string | null;
}

/** One instance of a plan's node. Keys read like paths: `review[2]/fix` is `fix` in the second round of `review`. */
export interface FlowNode {
  readonly key: string;
  /** Key of the scope it is in. */
  readonly scope: string;
  readonly name: string;
  readonly status: StepStatus;
  readonly reason: string;
  readonly since: number;
  /** Edges that have not settled. */
  readonly unmet: number;
  /** Settled edges that are live. */
  readonly live: number;
  /** Scopes it has opened: rounds of a loop, items of a list. */
  readonly opened: number;
  /** Of these, the ones in which nothing is open any more. */
  readonly closed: number;
  /** The list of a for_each. */
  readonly items: readonly Json[] | null;
  /** When a wait is over, epoch ms. */
  readonly dueAt: number | null;
  /** The signals it waits for: the first to come ends the wait. */
  readonly awaits: readonly Awaited[];
  /** The version of the event that began its wait. */
  readonly wait: number;
  /** When its turn came, epoch ms. */
  readonly startedAt: number | null;
  /** What was told of its sla. */
  readonly sla: SlaStatus;
  /** When its time is over, epoch ms; null when it has no limit, or while the time stands still. */
  readonly deadline: number | null;
  /** What was left of its time when it began to stand still, ms. */
  readonly leftMs: number | null;
  /** True while a human is asked how to go on with it. */
  readonly halted: boolean;
  /** The workflow it has started; a newer one takes the place of one that was given up. */
  readonly child: Child | null;
  /** What it brought, for expressions. */
  readonly output: Json;
  /** Once settled: whether its flow edges are live. */
  readonly flows: boolean;
  /** Once settled: the nodes it chose. */
  readonly ways: readonly string[];
}

/** A workflow that a node has started. */
export interface Child {
  readonly workflow: string;
  readonly input: JsonObject;
}

/** One instance of a scope: the whole plan (key ""), or a body that is run. */
export interface FlowScope {
  readonly key: string;
  /** The node whose body it is; null for the whole plan. */
  readonly owner: string | null;
  /** Round or item, from 1. */
  readonly iteration: number;
  /** The item of a for_each. */
  readonly item: Json;
  /** Nodes that have not settled. */
  readonly open: number;
  /** Nodes that went well. */
  readonly live: number;
  /** True when its owner has taken note that nothing is open in it. */
  readonly closed: boolean;
}

/** A workflow that a node has started, also one that was given up since. */
export interface StartedChild {
  readonly node: string;
  /** The version of the event that started it. */
  readonly startedIn: number;
  /** The version of the event from which on nobody waits for it; null while its node does. Orders what is undone. */
  readonly endedIn: number | null;
  /** Whether what it did is undone; it is never undone again. */
  readonly undone: boolean;
  /** False when there was nothing to undo. */
  readonly changed: boolean;
}

/** How far a workflow has followed its plan. */
export interface Flow {
  readonly plan: Plan;
  /** Version of the event that brought the plan. */
  readonly planVersion: number;
  /** What was changed of the definition since, in the language, oldest first. */
  readonly amendments: readonly JsonObject[];
  /** The operating system's user who started it; null when nobody did. */
  readonly starter: string | null;
  /** How many workflows, up to this one, were each started by a signal of the one before. */
  readonly chain: number;
  readonly startedAt: number;
  /** What was told of the workflow's sla. */
  readonly sla: SlaStatus;
  readonly input: JsonObject;
  /** What a million tokens cost, as the operator said at the start; null when nobody said. */
  readonly price: number | null;
  /** Values of the state schema. */
  readonly values: JsonObject;
  /** The node that wrote each value last. */
  readonly writers: Readonly<Record<string, string>>;
  /** When the workflow times out, epoch ms; null while the time stands still. */
  readonly deadline: number | null;
  /** What was left of its time when it began to stand still, ms. */
  readonly leftMs: number | null;
  /** Nodes that failed and lead nowhere. */
  readonly gaps: number;
  /** Nodes whose workflow is not over. */
  readonly children: number;
  /** The workflows its nodes have started, by id. */
  readonly started: PersistentMap<StartedChild>;
  /** Keys of the unsettled nodes that have a time limit. */
  readonly timed: readonly string[];
  readonly nodes: PersistentMap<FlowNode>;
  readonly scopes: PersistentMap<FlowScope>;
}

/** Whether the workflow that a node has started is not over, as far as the node knows. */
export const isChildOpen = (node: FlowNode): boolean =>
  node.status === "active" && node.child !== null;
