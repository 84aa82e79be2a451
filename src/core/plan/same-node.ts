import { sameData } from "../same-data.ts";
import type { Edge, PlanNode, Scope } from "./plan.ts";

/** What follows from the rest of the plan, or is compared by itself. */
const derived: ReadonlySet<string> = new Set([
  "name",
  "rank",
  "critical",
  "exits",
  "edges",
  "body",
  "minutes",
]);

/** The fields in which two nodes differ; `edges` when they follow other nodes, `body` when what is in them differs. */
export const differingFields = (one: PlanNode, other: PlanNode): readonly string[] => {
  const a: Readonly<Record<string, unknown>> = { ...one };
  const b: Readonly<Record<string, unknown>> = { ...other };
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const found = [...names].filter((name) => !derived.has(name) && !sameData(a[name], b[name]));
  if (edgesText(one.edges) !== edgesText(other.edges)) found.push("edges");
  const bodies = { one: bodyOf(one), other: bodyOf(other) };
  if (bodies.one !== null && bodies.other !== null && !sameScope(bodies.one, bodies.other)) {
    found.push("body");
  }
  return found;
};

/** Whether two bodies hold the same nodes in the same order. */
const sameScope = (one: Scope, other: Scope): boolean =>
  one.nodes.length === other.nodes.length &&
  one.nodes.every((node, i) => {
    const twin = other.nodes[i];
    return twin?.name === node.name && differingFields(node, twin).length === 0;
  });

/** The body of a node that has one. */
export const bodyOf = (node: PlanNode): Scope | null => ("body" in node ? node.body : null);

const edgesText = (edges: readonly Edge[]): string =>
  edges
    .map(({ from, kind }) => `${kind} ${from}`)
    .sort()
    .join("\n");
