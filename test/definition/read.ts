import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlanNode, Scope } from "../../src/core/plan/plan.ts";
import type { Definition, Premises } from "../../src/definition/compile-in.ts";
import type { Problem } from "../../src/definition/problem.ts";
import { readDefinitions } from "../../src/definition/read-definition.ts";

const everyAgent: Premises = { knowsAgent: () => true };

/** The one definition of a text that is valid. */
export const definitionOf = (text: string, agents: Premises = everyAgent): Definition => {
  const read = readDefinitions(text, agents);
  if (read.type === "invalid") throw new Error(JSON.stringify(read.problems, null, 2));
  const [definition] = read.definitions;
  if (definition === undefined) throw new Error("the text holds no definition");
  return definition;
};

/** Its plan. */
export const planOf = (text: string): Plan => definitionOf(text).plan;

/** What is wrong with a text; empty when nothing is. */
export const problemsOf = (text: string, agents: Premises = everyAgent): readonly Problem[] => {
  const read = readDefinitions(text, agents);
  return read.type === "invalid" ? read.problems : [];
};

/** What is wrong, as `path: what`. */
export const faultsOf = (text: string): readonly string[] =>
  problemsOf(text).map(({ path, what }) => `${path}: ${what}`);

/** A workflow with these stages, written below `stages:` without indentation. */
export const workflowOf = (stages: string, head = ""): string =>
  `workflow:\n  name: sample\n${indented(head, 2)}  stages:\n${indented(stages, 4)}`;

/** Every edge of a scope, as `from -> to` or `from ~> to` for a way. */
export const edgesIn = (scope: Scope): readonly string[] =>
  scope.nodes.flatMap((node) =>
    node.edges.map(({ from, kind }) => `${from} ${kind === "way" ? "~>" : "->"} ${node.name}`),
  );

/** The nodes of a plan, bodies included. */
export const nodesIn = (scope: Scope): readonly PlanNode[] =>
  scope.nodes.flatMap((node) => ("body" in node ? [node, ...nodesIn(node.body)] : [node]));

/** A node by its name. */
export const nodeNamed = (plan: Plan, name: string): PlanNode => {
  const node = nodesIn(plan.root).find((each) => each.name === name);
  if (node === undefined) throw new Error(`the plan has no ${name}`);
  return node;
};

/** A file beside the tests. */
export const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

const indented = (text: string, by: number): string =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `${" ".repeat(by)}${line}\n`)
    .join("");
