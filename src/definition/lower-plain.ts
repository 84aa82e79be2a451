import type { ChoiceNode, SetNode, WaitNode } from "../core/plan/plan.ts";
import { secondsOf } from "./duration.ts";
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

/** Longest pause, in seconds. */
const longestWait = 7 * 86_400;

/** Compiles a pause. */
export const lowerWait = (making: Making): WaitNode | null => {
  const { stage, at, compiling, base } = making;
  const { problems } = compiling;
  if (stage.for === undefined && stage.until === undefined)
    return missing(making, "for", "Say for how long (10m), or until when (CEL giving a time).");
  if (stage.for !== undefined && stage.until !== undefined)
    problems.add([...at.path, "until"], "stands beside for", "Keep one of them.");
  const seconds = stage.for === undefined ? null : secondsOf(stage.for);
  if (seconds !== null && (seconds < 1 || seconds > longestWait))
    problems.add([...at.path, "for"], "is out of bounds", "A pause is from 1s to 7d.");
  const until = stage.until === undefined ? null : String(stage.until);
  if (until !== null) compiling.expression(until, { ...at, path: [...at.path, "until"] });
  return { ...base, kind: "wait", seconds, until };
};

/** Compiles values to be computed. */
export const lowerSet = (making: Making): SetNode | null => {
  const { stage, at, compiling, base } = making;
  if (stage.set === undefined || Object.keys(stage.set).length === 0)
    return missing(making, "set", "Give names of state values, each with an expression.");
  const set = stateValues(stage.set, { ...at, path: [...at.path, "set"] }, compiling);
  return { ...base, kind: "set", set };
};
