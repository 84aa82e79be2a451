import type { Edge, Exit, Scope } from "../core/plan/plan.ts";
import type { Compiling, Lowered } from "./compiling.ts";
import type { Problems } from "./problem.ts";
import { edgesOf } from "./scope-edges.ts";

/** Puts the stages of a list in order: every node gets its edges and exits, and stands after all it follows. */
export const orderScope = (lowered: readonly Lowered[], { problems }: Compiling): Scope => {
  const byName = new Map(lowered.map((each) => [each.node.name, each]));
  const edges = edgesOf(lowered, problems);
  const order = sortByEdges(lowered, byName, edges, problems);
  const exits = new Map<string, Exit[]>();
  for (const { node } of order) {
    for (const { from, kind } of edges.get(node.name) ?? []) {
      const known = exits.get(from);
      if (known === undefined) exits.set(from, [{ to: node.name, kind }]);
      else known.push({ to: node.name, kind });
    }
  }
  return {
    nodes: order.map(({ node }) => ({
      ...node,
      edges: edges.get(node.name) ?? [],
      exits: exits.get(node.name) ?? [],
    })),
  };
};

/** Source order, except that what a node follows comes before it. A circle is reported and left as it stands. */
const sortByEdges = (
  lowered: readonly Lowered[],
  byName: ReadonlyMap<string, Lowered>,
  edges: ReadonlyMap<string, readonly Edge[]>,
  problems: Problems,
): readonly Lowered[] => {
  const order: Lowered[] = [];
  const done = new Set<string>();
  const open = new Set<string>();
  for (const first of lowered) {
    // Its own stack, since a chain can be longer than the machine's.
    const stack: { each: Lowered; next: number }[] = [{ each: first, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { name } = top.each.node;
      if (done.has(name)) {
        stack.pop();
        continue;
      }
      open.add(name);
      const edge = edges.get(name)?.[top.next++];
      if (edge === undefined) {
        stack.pop();
        open.delete(name);
        done.add(name);
        order.push(top.each);
        continue;
      }
      const before = byName.get(edge.from);
      if (before === undefined || done.has(edge.from)) continue;
      if (open.has(edge.from)) reportCircle(edge.from, [...open], top.each, problems);
      else stack.push({ each: before, next: 0 });
    }
  }
  return order;
};

const reportCircle = (
  name: string,
  open: readonly string[],
  at: Lowered,
  problems: Problems,
): void => {
  const circle = [...open.slice(open.indexOf(name)), name].reverse();
  const shown = circle.length > 12 ? [...circle.slice(0, 6), "...", ...circle.slice(-5)] : circle;
  problems.add(
    [...at.path, ...(at.needs === null ? [] : ["needs"])],
    `closes a circle: ${shown.join(" -> ")}`,
    "Take one of these out of needs, or move a stage below what it waits for; going back needs a loop.",
  );
};
