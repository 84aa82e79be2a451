import type { Pin, Plan } from "../core/plan/plan.ts";

/** The text that a `use` stands for. */
export interface UsedText {
  readonly type: "text";
  readonly text: string;
  /** Lower-case hex SHA-256 of the text. */
  readonly hash: string;
  /** The workflow of the text that is meant; null when it has only one. */
  readonly name: string | null;
  /** The version that was asked for; null for whatever the text has. */
  readonly version: string | null;
}

/** Finds the text of a workflow that another one uses, by `name` or `name@version`. */
export type FindWorkflow = (
  use: string,
) => UsedText | { readonly type: "unknown"; readonly nearest: readonly string[] };

/** A workflow that another one uses, or why it cannot. */
export type UsedWorkflow =
  | {
      readonly type: "used";
      readonly pin: Pin;
      readonly input: Plan["input"];
      readonly pins: Plan["pins"];
      /** Its longest way. */
      readonly minutes: number;
      /** Levels of workflows from it down, itself included. */
      readonly height: number;
    }
  /** Nobody looks workflows up: any name is taken as it is. */
  | { readonly type: "unchecked" }
  | { readonly type: "fault"; readonly what: string; readonly fix: string };

/** Most levels of workflows that use each other. */
export const nestingLimit = 8;
