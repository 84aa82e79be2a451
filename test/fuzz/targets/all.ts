import type { Target } from "../target.ts";
import { agentFile } from "./agent-file.ts";
import { definition } from "./definition.ts";
import { expression } from "./expression.ts";
import { line } from "./line.ts";
import { outputSchema } from "./output-schema.ts";
import { query } from "./query.ts";
import { secretText } from "./secret-text.ts";
import { toldText } from "./told-text.ts";
import { toolArguments } from "./tool-arguments.ts";

/** Every way in. */
export const targets: readonly Target[] = [
  line,
  toolArguments,
  agentFile,
  definition,
  expression,
  outputSchema,
  query,
  secretText,
  toldText,
];

/** The target of that name. */
export const targetNamed = (name: string): Target => {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}`);
  return found;
};
