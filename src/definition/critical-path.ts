import type { AgentNode, Plan, PlanNode, Scope } from "../core/plan/plan.ts";

/** Minutes an agent's work takes where nothing tells. */
export const usualMinutes = 10;

/** Tells how long an agent's work takes, in minutes. */
export type MinutesOf = (node: AgentNode) => number;

/** What a node's own estimate tells, else {@link usualMinutes}. */
const estimatedMinutes: MinutesOf = (node) => node.estimateMinutes ?? usualMinutes;

/**
 * The agents' steps, people's approvals and the workflows used by waves: those of one wave wait only for earlier ones.
 * A body stands for one round, or one item;
 * ways are taken as if all were.
 */
export const wavesOf = (plan: Plan): readonly (readonly string[])[] => {
  const waves: string[][] = [];
  const place = (scope: Scope, from: number): number => {
    const ends = new Map<string, number>();
    let last = from;
    for (const node of scope.nodes) {
      const start = Math.max(from, ...node.edges.map((edge) => ends.get(edge.from) ?? from));
      let end = start;
      if (node.kind === "agent" || node.kind === "approval" || node.kind === "workflow") {
        while (waves.length <= start) waves.push([]);
        waves[start]?.push(node.name);
        end = start + 1;
      } else if ("body" in node) end = place(node.body, start);
      ends.set(node.name, end);
      last = Math.max(last, end);
    }
    return last;
  };
  place(plan.root, 0);
  return waves;
};

/** The longest way through the plan: its steps in order, and its minutes. Pauses count; a body counts once. */
export const criticalPath = (
  plan: Plan,
  minutesOf: MinutesOf = estimatedMinutes,
): { readonly steps: readonly string[]; readonly minutes: number } => longest(plan.root, minutesOf);

/** The plan with every node's rank, and the longest way marked. */
export const withRanks = (scope: Scope): Scope => marked(ranked(scope, estimatedMinutes, 0), true);

/** Marks what the longest way goes through: from the first node with the most before it, along the most that is left. */
const marked = (scope: Scope, critical: boolean): Scope => {
  const byName = new Map(scope.nodes.map((node) => [node.name, node]));
  const most = (nodes: readonly PlanNode[]): number =>
    nodes.reduce((rank, node) => Math.max(rank, node.rank), 0);
  const first = most(scope.nodes.filter(({ edges }) => edges.length === 0));
  const next = new Set<string>();
  const nodes = scope.nodes.map((node): PlanNode => {
    const begins = node.edges.length === 0 && node.rank === first;
    const own = critical && (begins || next.has(node.name));
    if (own) {
      const targets = node.exits.flatMap(({ to }) => byName.get(to) ?? []);
      const longest = most(targets);
      for (const { name, rank } of targets) if (rank === longest) next.add(name);
    }
    return "body" in node
      ? { ...node, critical: own, body: marked(node.body, own) }
      : { ...node, critical: own };
  });
  return { nodes };
};

const ranked = (scope: Scope, minutesOf: MinutesOf, after: number): Scope => {
  const ranks = new Map<string, number>();
  const nodes: PlanNode[] = [];
  for (const node of scope.nodes.toReversed()) {
    let rest = after;
    for (const { to } of node.exits) rest = Math.max(rest, ranks.get(to) ?? after);
    const body = "body" in node ? ranked(node.body, minutesOf, rest) : null;
    const own = body === null ? minutesIn(node, minutesOf) + rest : maxRank(body, rest);
    ranks.set(node.name, own);
    nodes.push(body === null ? { ...node, rank: own } : withBody(node, own, body));
  }
  return { nodes: nodes.reverse() };
};

const withBody = (node: PlanNode, rank: number, body: Scope): PlanNode =>
  "body" in node ? { ...node, rank, body } : { ...node, rank };

const maxRank = (body: Scope, least: number): number =>
  body.nodes.reduce((most, { rank }) => Math.max(most, rank), least);

/** Minutes of a node without a body. */
const minutesIn = (node: PlanNode, minutesOf: MinutesOf): number => {
  if (node.kind === "agent") return minutesOf(node);
  if (node.kind === "workflow") return node.minutes;
  return node.kind === "wait" && node.seconds !== null ? node.seconds / 60 : 0;
};

interface Way {
  readonly last: Link | null;
  readonly minutes: number;
}

/** A step with the one before it; shared, so that long ways cost no copies. */
interface Link {
  readonly steps: readonly string[];
  readonly before: Link | null;
}

const longest = (scope: Scope, minutesOf: MinutesOf) => {
  const ends = new Map<string, Way>();
  let best: Way = { last: null, minutes: 0 };
  for (const node of scope.nodes) {
    let before: Way = { last: null, minutes: 0 };
    for (const { from } of node.edges) {
      const end = ends.get(from);
      if (end !== undefined && (before.last === null || end.minutes > before.minutes)) before = end;
    }
    const own = "body" in node ? longest(node.body, minutesOf) : alone(node, minutesOf);
    const end: Way = {
      last: { steps: own.steps, before: before.last },
      minutes: before.minutes + own.minutes,
    };
    ends.set(node.name, end);
    if (best.last === null || end.minutes > best.minutes) best = end;
  }
  const steps: string[] = [];
  const links: Link[] = [];
  for (let link = best.last; link !== null; link = link.before) links.push(link);
  for (const link of links.reverse()) steps.push(...link.steps);
  return { steps, minutes: best.minutes };
};

const alone = (node: PlanNode, minutesOf: MinutesOf) => ({
  steps: isStep(node) ? [node.name] : [],
  minutes: minutesIn(node, minutesOf),
});

/** What takes time, though nobody knows how much an approval takes. */
const isStep = ({ kind }: PlanNode): boolean =>
  kind === "agent" || kind === "wait" || kind === "approval" || kind === "workflow";
