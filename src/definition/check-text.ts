import type { Compiling } from "./compiling.ts";
import type { Standing } from "./standing.ts";
import { textParts } from "./template-text.ts";

/** Checks a text with `${CEL}` in it, which stands at the path of `at`. */
export const checkText = (text: string, at: Standing, compiling: Compiling): void => {
  const { parts, faults } = textParts(text);
  const fix = "Close every brace; a dollar sign before it takes it as it is.";
  for (const fault of faults) compiling.problems.add(at.path, fault, fix);
  for (const part of parts) if (part.kind === "expression") compiling.expression(part.text, at);
};
