import type { BriefWeight } from "./budget/brief-weight.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Step } from "./state/step.ts";
import type { WorkflowState } from "./state/workflow-state.ts";

/** What an expression may refer to; `undefined` means that there is no such name. */
export interface Lookup {
  variable(name: string): Json | undefined;
  /** `steps.NAME`. */
  step(name: string): Json | undefined;
  /** `memory.KEY`. */
  memory(key: string): Json | undefined;
}

/** An expression's value, or why it has none. */
export type Evaluated =
  | { readonly type: "value"; readonly value: Json }
  | { readonly type: "error"; readonly message: string };

/** A text with its expressions filled in, or why that failed. */
export type Interpolated =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "error"; readonly message: string };

/** Judgements that need a library: given to `decide` as functions, their results recorded in events. */
export interface Rules {
  /** What is wrong with `value` under a JSON Schema; empty when it fits. */
  validate(schema: JsonObject, value: Json): readonly string[];
  /** The value of a CEL expression. */
  evaluate(expression: string, lookup: Lookup): Evaluated;
  /** A text with the values of its `${...}`. */
  interpolate(text: string, lookup: Lookup): Interpolated;
  /** ISO 8601 as epoch ms; null when it is no time. */
  timeOf(text: string): number | null;
  /** What the brief of the step's last attempt weighs, as it would be given out now. */
  weigh(state: WorkflowState, step: Step): BriefWeight;
  /** The workflow's state as it was after an event. */
  past(version: number): WorkflowState;
  /** When a cron line is due next after a time, epoch ms; null for never. */
  nextCron(cron: string, timezone: string, after: number): number | null;
}

/** Rules for commands that judge nothing; being asked is a defect. */
export const noRules: Rules = {
  validate: () => {
    throw new Error("this command was given no rules");
  },
  evaluate: () => {
    throw new Error("this command was given no rules");
  },
  interpolate: () => {
    throw new Error("this command was given no rules");
  },
  timeOf: () => {
    throw new Error("this command was given no rules");
  },
  weigh: () => {
    throw new Error("this command was given no rules");
  },
  past: () => {
    throw new Error("this command was given no rules");
  },
  nextCron: () => {
    throw new Error("this command was given no rules");
  },
};
