import type { ChoiceNode, SetNode } from "../core/plan/plan.ts";
import type { Making } from "./making.ts";
import { missing } from "./missing.ts";
import { stateValues } from "./state-values.ts";

/** Compiles an exclusive choice: a condition with its two ways, or a switch. */
export const lowerChoice = (making: Making): ChoiceNode | null => {
  const { stage, at, compiling, base } = making;
  const { problems } = compiling;
  if (stage.switch !== undefined) {
    for (const key of ["condition", "on_true", "on_false"] as const)
      if (stage[key] !== undefined)
        problems.add([...at.path, key], "stands beside switch", "Keep one of them.");
    const ways = stage.switch.map(({ when, goto }, i) => {
      const path = [...at.path, "switch", i, "when"];
      compiling.expression(String(when), { ...at, path }, "condition");
      return { when: String(when), goto };
    });
    return { ...base, kind: "choice", ways, otherwise: stage.otherwise ?? null };
  }
  if (stage.otherwise !== undefined)
    problems.add(
      [...at.path, "otherwise"],
      "stands without switch",
      "Use on_false with a condition.",
    );
  if (problems.has([...at.path, "switch"])) return null;
  if (stage.condition === undefined)
    return missing(making, "condition", "Give a condition in CEL, or a switch.");
  const { on_true: yes, on_false: no } = stage;
  const condition = String(stage.condition);
  // The line break ends a comment in the condition.
  const when = yes === undefined ? `!(${condition}\n)` : condition;
  compiling.expression(when, { ...at, path: [...at.path, "condition"] }, "condition");
  if (yes === undefined && no === undefined)
    return missing(making, "on_true", "Name the stage it leads to when the condition holds.");
  if (yes !== undefined)
    return { ...base, kind: "choice", ways: [{ when, goto: yes }], otherwise: no ?? null };
  return { ...base, kind: "choice", ways: [{ when, goto: no ?? "" }], otherwise: null };
};

/** Compiles values to be computed. */
export const lowerSet = (making: Making): SetNode | null => {
  const { stage, at, compiling, base } = making;
  if (stage.set === undefined || Object.keys(stage.set).length === 0)
    return missing(making, "set", "Give names of state values, each with an expression.");
  const set = stateValues(stage.set, { ...at, path: [...at.path, "set"] }, compiling);
  return { ...base, kind: "set", set };
};
