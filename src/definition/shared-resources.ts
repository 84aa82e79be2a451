import { resourcesOverlap } from "../core/glob-overlap.ts";
import type { PlanNode, Scope } from "../core/plan/plan.ts";
import type { Compiling } from "./compiling.ts";
import type { Path } from "./problem.ts";

/** Most writers of a list, and pairs of resources, compared; beyond, the scheduler still keeps them apart. */
const writerLimit = 200;
const pairLimit = 20_000;

/** Warns of nodes that could run side by side but write the same files: they will run one after the other. */
export const warnOfSharedResources = (root: Scope, warn: Compiling["warn"], path: Path): void => {
  let pairs = 0;
  const visit = (scope: Scope): void => {
    const writers = scope.nodes
      .map((node) => ({ node, writes: writesOf(node) }))
      .filter(({ writes }) => writes.size > 0)
      .slice(0, writerLimit);
    const before = writers.length > 1 ? reachable(scope) : null;
    for (const [i, one] of writers.entries()) {
      for (const other of writers.slice(i + 1)) {
        if (before?.(one.node.name, other.node.name) === true) continue;
        const shared = overlapOf(one.writes, other.writes, () => ++pairs <= pairLimit);
        if (shared !== null)
          warn(
            path,
            `${one.node.name} and ${other.node.name} both write ${shared}`,
            "They will run one after the other; give them different files to run side by side.",
          );
      }
    }
    for (const node of scope.nodes) if ("body" in node) visit(node.body);
  };
  visit(root);
};

const writesOf = (node: PlanNode): ReadonlySet<string> => {
  if (node.kind === "agent") return new Set(node.resources);
  return "body" in node
    ? new Set(node.body.nodes.flatMap((inner) => [...writesOf(inner)]))
    : new Set();
};

const overlapOf = (
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
  may: () => boolean,
): string | null => {
  for (const a of one) for (const b of other) if (may() && resourcesOverlap(a, b)) return a;
  return null;
};

/** Whether a node comes after another in any case. */
const reachable = (scope: Scope): ((from: string, to: string) => boolean) => {
  const exits = new Map(scope.nodes.map((node) => [node.name, node.exits]));
  const known = new Map<string, ReadonlySet<string>>();
  const after = (from: string): ReadonlySet<string> => {
    const found = known.get(from) ?? new Set<string>();
    if (known.has(from)) return found;
    const seen = new Set<string>();
    const stack = [from];
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      for (const { to } of exits.get(name) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        stack.push(to);
      }
    }
    known.set(from, seen);
    return seen;
  };
  return (from, to) => after(from).has(to);
};
