import type { Actor } from "../actor.ts";
import type { LimitKind } from "../budget/spend.ts";
import type { JsonObject } from "../json.ts";
import type { Approval } from "./approval.ts";

/** What a human is asked for. */
export const taskKinds = [
  "question",
  "escalation",
  "halt",
  "quota",
  "loop_limit",
  "limit",
  "approval",
] as const;
/** See {@link taskKinds}. */
export type TaskKind = (typeof taskKinds)[number];

/** Kinds that hold the whole workflow until they are answered. */
export const holdsWorkflow = (kind: TaskKind): boolean => kind === "halt" || holdsPaused(kind);

/** Of these, the ones that keep it paused. */
export const holdsPaused = (kind: TaskKind): boolean => kind === "quota" || kind === "limit";

/** What a human may choose. */
export const taskDecisions = [
  "approve",
  "reject",
  "answer",
  "delegate",
  "retry",
  "skip",
  "abort",
] as const;
/** See {@link taskDecisions}. */
export type TaskDecision = (typeof taskDecisions)[number];

/** How a human decision reached Baton; an agent's tool call is none of these. */
export type DecisionChannel = "elicitation" | "terminal";

/** What was decided, by whom and how; `shown` is the text the human saw, `shownHash` its SHA-256. */
export interface TaskOutcome {
  readonly decision: TaskDecision;
  readonly comment: string | null;
  readonly answers: JsonObject;
  readonly by: Actor;
  readonly channel: DecisionChannel;
  readonly shown: string;
  readonly shownHash: string;
  readonly at: number;
}

/** Work for a human. Times are epoch milliseconds. */
export interface HumanTask {
  readonly id: string;
  readonly kind: TaskKind;
  /** What it is about: a step, or a node of the plan that is none. */
  readonly step: string | null;
  readonly title: string;
  readonly body: string;
  readonly questions: readonly string[];
  readonly options: readonly TaskDecision[];
  /** Of a task of kind `limit`: which one was reached. */
  readonly limit?: LimitKind;
  readonly openedAt: number;
  readonly status: "open" | "decided" | "withdrawn";
  readonly outcome: TaskOutcome | null;
  /** Present where it is an approval: then it belongs to a node of the plan, and to no step. */
  readonly approval?: Approval;
}
