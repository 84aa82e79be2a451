import { nearest } from "../core/nearest.ts";
import { isOptional } from "../core/plan/field-fits.ts";
import type { Pin, Plan, WorkflowNode } from "../core/plan/plan.ts";
import { usualMinutes } from "./critical-path.ts";
import type { Making } from "./making.ts";
import { missing } from "./missing.ts";
import { readCompensate } from "./read-compensate.ts";

/** Compiles a stage whose work another workflow does. */
export const lowerWorkflow = (making: Making): WorkflowNode | null => {
  const { stage, at, compiling, base, settings } = making;
  if (stage.use === undefined)
    return missing(making, "use", "Name a workflow, such as review or review@1.0.");
  const input = Object.entries(stage.input ?? {}).map(([name, expression]) => {
    const text = String(expression);
    compiling.expression(text, { ...at, path: [...at.path, "input", name] });
    return [name, text] as const;
  });
  const used = compiling.use(stage.use);
  if (used.type === "fault") compiling.problems.add([...at.path, "use"], used.what, used.fix);
  if (used.type === "used") checkInput(used.pin, used.input, making);
  const [name = "", version = ""] = stage.use.split("@");
  const known = used.type === "used" ? used : null;
  const compensate = readCompensate(stage, at, compiling);
  return {
    ...base,
    kind: "workflow",
    use: known?.pin ?? { name, version, hash: "" },
    input: Object.fromEntries(input),
    minutes: known?.minutes ?? usualMinutes,
    timeoutSeconds: settings.timeoutSeconds,
    ...(compensate === null ? {} : { compensate }),
  };
};

const checkInput = (use: Pin, fields: Plan["input"], { stage, at, compiling }: Making): void => {
  const { problems } = compiling;
  const given = stage.input ?? {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(fields, name)) continue;
    problems.add([...at.path, "input", name], `is no input of ${use.name}`, () => {
      const [near] = nearest(name.slice(0, 100), Object.keys(fields), 1);
      const all = `It takes: ${Object.keys(fields).join(", ") || "none"}.`;
      return near === undefined ? all : `Did you mean ${near}? ${all}`;
    });
  }
  for (const [name, field] of Object.entries(fields)) {
    if (isOptional(field) || Object.hasOwn(given, name)) continue;
    problems.add(
      [...at.path, "input"],
      `lacks ${name}, which ${use.name} must be given`,
      `Add ${name} with an expression that gives ${field.type}.`,
    );
  }
};
