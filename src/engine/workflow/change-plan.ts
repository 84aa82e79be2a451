import type { PlanChange } from "../../core/command/plan-change.ts";
import { planClashes } from "../../core/decide/flow/plan-clashes.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Flow } from "../../core/state/flow.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Problem } from "../../definition/problem.ts";
import type { Caller, Ports } from "../ports.ts";
import { assignAgents } from "./assign-agents.ts";
import { templateSource } from "./definition-source.ts";
import { keepUsed, type UsedTexts } from "./keep-definition.ts";
import { premisesOf } from "./premises.ts";
import { readPlan } from "./read-plan.ts";
import { withUses } from "./with-uses.ts";

/** A change that is no valid plan. */
export interface Unusable {
  readonly type: "unusable";
  readonly problems: readonly Problem[];
}

/** A workflow that follows a plan. */
export type PlannedState = WorkflowState & { readonly flow: Flow };

/** Who wants a change, and why. */
export interface Wanted {
  readonly reason: string;
  readonly caller: Caller;
}

/** The plan as it is after changes in the language, laid over the definition and what was changed of it before. */
export const amendedPlan = async (
  ports: Ports,
  state: PlannedState,
  changes: Json,
  { path, ...wanted }: Wanted & { readonly path: readonly string[] },
): Promise<PlanChange | Unusable | Refusal> => {
  const { flow } = state;
  const { name, version, pins } = flow.plan;
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
  const premises = await premisesOf(ports);
  const amendment = { text, name, earlier: flow.amendments, changes, path };
  // What is used stands for what it did when the workflow began.
  const { result: amended, texts } = await withUses(ports, { pins, others: true }, (findWorkflow) =>
    amendDefinition(amendment, { ...premises, findWorkflow }),
  );
  if (amended.type === "invalid") return { type: "unusable", problems: amended.problems };
  const plan = await assignAgents(ports, amended.definition.plan, flow.plan);
  if ("code" in plan) return plan;
  return changeTo(ports, state, { plan, texts, how: "amend", changes }, wanted);
};

/** The plan of another version of the definition. */
export const otherVersion = async (
  ports: Ports,
  state: PlannedState,
  version: string,
  wanted: Wanted,
): Promise<PlanChange | Refusal> => {
  const { name } = state.flow.plan;
  const source = await templateSource(ports, `${name}@${version}`);
  if ("code" in source) return source;
  const read = await readPlan(ports, source, state.flow.plan);
  if ("code" in read) return read;
  return changeTo(ports, state, { ...read, how: "migrate", changes: null }, wanted);
};

/** What came out of a change. */
interface Changed {
  readonly plan: Plan;
  readonly texts: UsedTexts;
  readonly how: PlanChange["how"];
  readonly changes: Json;
}

const changeTo = async (
  ports: Ports,
  state: PlannedState,
  { plan, texts, how, changes }: Changed,
  { reason, caller }: Wanted,
): Promise<PlanChange | Refusal> => {
  const { flow } = state;
  // Of a change that will be refused, nothing is kept.
  const unkept =
    planClashes(state, flow, plan).length > 0 ? null : await keepUsed(ports, plan, texts, caller);
  if (unkept !== null) return unkept;
  const amendment = isJsonObject(changes) ? changes : null;
  return { how, plan, changes: amendment, over: flow.planVersion, reason };
};
