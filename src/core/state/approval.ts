import type { Actor } from "../actor.ts";
import type { JsonObject } from "../json.ts";
import type { Field } from "../plan/plan.ts";
import type { DecisionChannel } from "./human-task.ts";

/** One person's word on an approval; `shown` is the text they saw, `shownHash` its SHA-256. */
export interface Vote {
  readonly decision: "approve" | "reject";
  readonly by: Actor;
  readonly channel: DecisionChannel;
  readonly comment: string | null;
  readonly form: JsonObject;
  readonly shown: string;
  readonly shownHash: string;
  readonly at: number;
}

/** What an approval asks for, and how far it is. Times are epoch milliseconds. */
export interface Approval {
  /** Key of the plan's node. */
  readonly node: string;
  /** The agents whose work is to be approved. */
  readonly requesters: readonly string[];
  /** Who may decide; empty: anybody at this machine, since the operator has named nobody. */
  readonly assignees: readonly string[];
  readonly role: string | null;
  readonly quorum: number;
  readonly form: Readonly<Record<string, Field>>;
  readonly fourEyes: boolean;
  readonly dueAt: number | null;
  /** When it is brought to mind next. */
  readonly remindAt: number | null;
  readonly reminders: number;
  /** When others are asked as well; null when nobody is, or that was done. */
  readonly escalateAt: number | null;
  readonly votes: readonly Vote[];
}

/** The people who have approved so far. */
export const approvers = ({ votes }: Approval): readonly string[] =>
  votes.filter(({ decision }) => decision === "approve").map(({ by }) => by.name);
