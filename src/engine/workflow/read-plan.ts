import type { Plan } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Problem } from "../../definition/problem.ts";
import type { Ports } from "../ports.ts";
import { assignAgents } from "./assign-agents.ts";
import type { DefinitionSource } from "./definition-source.ts";
import type { UsedTexts } from "./keep-definition.ts";
import { readText } from "./read-text.ts";

/** A plan that can be followed, with what is worth knowing of it. */
export interface ReadPlan {
  readonly plan: Plan;
  readonly warnings: readonly string[];
  readonly texts: UsedTexts;
}

/** Compiles a definition and gives its stages their agents; `before` is the plan it is to replace. */
export const readPlan = async (
  ports: Ports,
  source: DefinitionSource,
  before: Plan | null = null,
): Promise<ReadPlan | Refusal> => {
  // What the plan before used stands for what it did then.
  const { result: read, texts } = await readText(ports, source.text, before?.pins);
  if (read.type === "invalid") return definitionInvalid(read.problems);
  const found =
    read.definitions.find(({ plan }) => plan.name === source.name) ??
    (read.definitions.length === 1 ? read.definitions[0] : undefined);
  if (found === undefined) {
    const names = read.definitions.map(({ plan }) => plan.name);
    return refuse(
      "invalid_input",
      `The text holds several workflows: ${names.join(", ")}.`,
      "Give the text of one of them.",
    );
  }
  if (source.version !== null && found.plan.version !== source.version) {
    return refuse(
      "not_found",
      `${found.plan.name} is at version ${found.plan.version}, and ${source.version} was never used here.`,
      `Ask for ${found.plan.name}@${found.plan.version}, or leave the version out.`,
    );
  }
  const assigned = await assignAgents(ports, found.plan, before);
  if ("code" in assigned) return assigned;
  return {
    plan: assigned,
    warnings: found.warnings.map((warning) => `${warning.path}: ${warning.what}`),
    texts,
  };
};

/** Tells all that is wrong with a definition at once. */
export const definitionInvalid = (problems: readonly Problem[]): Refusal =>
  refuse(
    "definition_invalid",
    problems.map(({ path, what }) => (path === "" ? what : `${path}: ${what}`)).join("; "),
    [...new Set(problems.map((problem) => problem.fix))].slice(0, 10).join(" "),
    { problems: problems.map((problem) => ({ ...problem })) },
  );
