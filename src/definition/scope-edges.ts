import { nearest } from "../core/nearest.ts";
import type { Edge } from "../core/plan/plan.ts";
import type { Lowered } from "./compiling.ts";
import type { Path, Problems } from "./problem.ts";

/**
 * The edges into each node of a list. A node that ways lead to follows those and its needs; any other follows its
 * needs, or else every end that is open before it.
 */
export const edgesOf = (
  lowered: readonly Lowered[],
  problems: Problems,
): ReadonlyMap<string, readonly Edge[]> => {
  const places = new Map(lowered.map(({ node }, i) => [node.name, i]));
  const ways = waysInto(lowered, places, problems);
  const edges = new Map<string, readonly Edge[]>();
  const openEnds = new Set<string>();
  for (const each of lowered) {
    const { name } = each.node;
    const sources = ways.get(name);
    const needed = needsOf(each, places, problems);
    const flows = needed ?? (sources === undefined ? [...openEnds] : []);
    for (const { from, closes, path } of sources ?? []) {
      if (closes) openEnds.delete(from);
      if (flows.includes(from) && needed !== null)
        problems.add(
          path,
          `leads to ${name}, which needs ${from} in any case`,
          `Take ${from} out of the needs of ${name}.`,
        );
    }
    for (const from of flows) openEnds.delete(from);
    openEnds.add(name);
    const chosen = new Set((sources ?? []).map(({ from }) => from));
    edges.set(name, [
      ...[...chosen].map((from): Edge => ({ from, kind: "way" })),
      ...flows.map((from): Edge => ({ from, kind: "flow" })),
    ]);
  }
  return edges;
};

interface Way {
  readonly from: string;
  /** Whether the source ends with its ways, so that nothing else follows it. */
  readonly closes: boolean;
  readonly path: Path;
}

/** The ways that lead to each node; those that lead nowhere are reported. */
const waysInto = (
  lowered: readonly Lowered[],
  places: ReadonlyMap<string, number>,
  problems: Problems,
): ReadonlyMap<string, readonly Way[]> => {
  const into = new Map<string, Way[]>();
  lowered.forEach(({ node, path, targets }, i) => {
    for (const { to, key, closes } of targets) {
      const place = places.get(to);
      const at = [...path, ...key];
      if (place === undefined) problems.add(at, ...dangling(to, node.name, places));
      else if (place <= i)
        problems.add(
          at,
          `leads back to ${to}`,
          "A way leads to a later stage of its list; going back needs a loop.",
        );
      else {
        const known = into.get(to) ?? [];
        known.push({ from: node.name, closes, path: at });
        into.set(to, known);
      }
    }
  });
  return into;
};

const needsOf = (
  { node, path, needs }: Lowered,
  places: ReadonlyMap<string, number>,
  problems: Problems,
): readonly string[] | null => {
  if (needs === null) return null;
  const known = new Set<string>();
  needs.forEach((need, i) => {
    const at = [...path, "needs", i];
    if (need === node.name) problems.add(at, `closes a circle: ${need} -> ${need}`, "Take it out.");
    else if (!places.has(need)) problems.add(at, ...dangling(need, node.name, places));
    else if (known.has(need)) problems.add(at, `names ${need} twice`, "Take it out.");
    else known.add(need);
  });
  return [...known];
};

/** Most names searched for the nearest one. */
const searched = 1000;

const dangling = (
  name: string,
  own: string,
  places: ReadonlyMap<string, number>,
): [what: string, fix: () => string] => [
  `names ${name}, which is no stage of this list`,
  () => {
    const [near] = nearest(
      name,
      [...places.keys()].slice(0, searched).filter((each) => each !== own),
      1,
    );
    return near === undefined
      ? `Add a stage ${name} after it, or name one that is there.`
      : `Did you mean ${near}? Else add a stage ${name}.`;
  },
];
