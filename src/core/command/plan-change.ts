import type { JsonObject } from "../json.ts";
import type { Plan } from "../plan/plan.ts";

/** Another plan for a workflow that runs, compiled and with its agents. */
export interface PlanChange {
  readonly how: "amend" | "migrate";
  readonly plan: Plan;
  /** What was changed, in the language; null when it is another version of the definition. */
  readonly changes: JsonObject | null;
  /** Version of the event that brought the plan this one was made from. */
  readonly over: number;
  readonly reason: string;
}
