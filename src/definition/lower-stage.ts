import type { ErrorWay, PlanNode } from "../core/plan/plan.ts";
import type { Compiling, Lowered } from "./compiling.ts";
import { unordered } from "./compiling.ts";
import { lowerAgent } from "./lower-agent.ts";
import { lowerApproval } from "./lower-approval.ts";
import { lowerEach, lowerGroup, lowerLoop } from "./lower-body.ts";
import { lowerChoice, lowerSet } from "./lower-plain.ts";
import { lowerEmit, lowerEvent, lowerWait } from "./lower-signal.ts";
import { lowerWorkflow } from "./lower-workflow.ts";
import type { LowerStages, Making } from "./making.ts";
import { readSla } from "./read-sla.ts";
import type { StageSource } from "./source-schema.ts";
import { keysOf, type StageType, typeByKeys, typesWith } from "./stage-keys.ts";
import { bodyOf, givenIn, type Standing } from "./standing.ts";
import { stateValues } from "./state-values.ts";
import { targetsOf } from "./targets.ts";
import { readSettings, type WorkSettings } from "./work-settings.ts";

/** Compiles one stage. */
export const lowerStage = (
  stage: StageSource,
  at: Standing,
  outer: WorkSettings,
  compiling: Compiling,
  stages: LowerStages,
): Lowered => {
  const { problems } = compiling;
  // What was taken out for its faults still tells what the stage was to be.
  const told = stage.type ?? typeByKeys({ ...compiling.written(at.path), ...stage });
  const type = told ?? "agent";
  if (told === null) {
    if (!problems.has(at.path))
      problems.add(
        at.path,
        "has nothing to do",
        "Give it an agent, agents, branches, stages, a condition, items, use, set, for or a signal.",
      );
  } else refuseForeignKeys(stage, type, at, compiling);
  const gives = givenIn(type, stage);
  const inner = gives.length === 0 ? at : bodyOf(at, gives);
  // The timeout of a wait is its own, and may be longer than an agent's.
  const { timeout: _, ...work } = stage;
  const settings = readSettings(type === "wait" ? work : stage, outer, inner, compiling);
  // A name given twice is reported already; the second stage gets another, so that no circle seems to close.
  const own = stage.name !== undefined && !compiling.isDeclared(stage.name) ? stage.name : null;
  const name = own ?? compiling.freeName(stage.name ?? stage.agent ?? type);
  compiling.declare(name, at);
  compiling.named(stage, name);
  const base = {
    ...unordered,
    name,
    ...waysOf(stage, at, compiling),
    ...readSla(stage.sla, at.path, compiling.problems),
  };
  const made = told === null ? null : make(type, { stage, at, compiling, settings, base, stages });
  // A stage that cannot be made keeps its place, so that others can name it.
  const node = made ?? { ...base, kind: "set" as const, set: {} };
  return { node, path: at.path, needs: stage.needs ?? null, targets: targetsOf(stage) };
};

const make = (type: StageType, making: Making): PlanNode | null => {
  switch (type) {
    case "agent":
      return lowerAgent(making);
    case "sequential":
    case "parallel":
      return lowerGroup(type, making);
    case "conditional":
      return lowerChoice(making);
    case "loop":
      return lowerLoop(making);
    case "for_each":
      return lowerEach(making);
    case "wait":
      return lowerWait(making);
    case "workflow":
      return lowerWorkflow(making);
    case "event":
      return lowerEvent(making);
    case "emit":
      return lowerEmit(making);
    case "set":
      return lowerSet(making);
    case "approval":
      return lowerApproval(making);
  }
};

const waysOf = (
  stage: StageSource,
  at: Standing,
  compiling: Compiling,
): Pick<PlanNode, "when" | "outputs" | "onError"> => {
  const when = stage.when === undefined ? null : String(stage.when);
  if (when !== null) compiling.expression(when, { ...at, path: [...at.path, "when"] }, "condition");
  return {
    when,
    outputs: stateValues(stage.outputs, { ...at, path: [...at.path, "outputs"] }, compiling),
    onError: (stage.on_error ?? []).map(
      ({ category = null, match = null, goto }): ErrorWay => ({ category, match, goto }),
    ),
  };
};

const refuseForeignKeys = (
  stage: StageSource,
  type: StageType,
  at: Standing,
  { problems }: Compiling,
): void => {
  const allowed = keysOf(type);
  for (const [key, value] of Object.entries(stage)) {
    if (value === undefined || allowed.includes(key)) continue;
    const types = typesWith(key);
    problems.add(
      [...at.path, key],
      `does not belong to a stage of type ${type}`,
      `${key} belongs to ${types.join(", ")}. Leave it out, or change the type.`,
    );
  }
};
