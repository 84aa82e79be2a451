import type { PlanChange } from "../../core/command/plan-change.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Flow } from "../../core/state/flow.ts";
import type { Problem } from "../../definition/problem.ts";
import type { Ports } from "../ports.ts";
import { assignAgents } from "./assign-agents.ts";
import { templateSource } from "./definition-source.ts";
import { premisesOf } from "./premises.ts";
import { readPlan } from "./read-plan.ts";

/** A change that is no valid plan. */
export interface Unusable {
  readonly type: "unusable";
  readonly problems: readonly Problem[];
}

/** The plan as it is after changes in the language, laid over the definition and what was changed of it before. */
export const amendedPlan = async (
  ports: Ports,
  flow: Flow,
  changes: Json,
  { path, reason }: { readonly path: readonly string[]; readonly reason: string },
): Promise<PlanChange | Unusable | Refusal> => {
  const { name, version } = flow.plan;
  const kept = await ports.store.state(definitionStream(name, version));
  if (kept.kind !== "definition" || kept.text === null) {
    return refuse(
      "not_found",
      `The text of ${name} ${version} is not kept here.`,
      "Migrate the workflow to a version that is, or start it anew.",
    );
  }
  const { amendDefinition } = await import("../../definition/amend-definition.ts");
  const { text } = kept;
  const amended = amendDefinition(
    { text, name, earlier: flow.amendments, changes, path },
    await premisesOf(ports),
  );
  if (amended.type === "invalid") return { type: "unusable", problems: amended.problems };
  const plan = await assignAgents(ports, amended.definition.plan, flow.plan);
  return "code" in plan ? plan : changeTo(flow, plan, "amend", changes, reason);
};

/** The plan of another version of the definition. */
export const otherVersion = async (
  ports: Ports,
  flow: Flow,
  version: string,
  reason: string,
): Promise<PlanChange | Refusal> => {
  const { name } = flow.plan;
  const source = await templateSource(ports, `${name}@${version}`);
  if ("code" in source) return source;
  const read = await readPlan(ports, source, flow.plan);
  return "code" in read ? read : changeTo(flow, read.plan, "migrate", null, reason);
};

const changeTo = (
  { planVersion: over }: Flow,
  plan: Plan,
  how: PlanChange["how"],
  changes: Json,
  reason: string,
): PlanChange => {
  return { how, plan, changes: isJsonObject(changes) ? changes : null, over, reason };
};
