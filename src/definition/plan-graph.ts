import type { ApprovalNode } from "../core/plan/approval-node.ts";
import type { EventNode, Plan, PlanNode, Scope } from "../core/plan/plan.ts";
import { durationText } from "./duration.ts";

/** A plan as a Mermaid flowchart; bodies are subgraphs. */
export const planGraph = (plan: Plan): string => {
  const ids = new Map<PlanNode, string>();
  const lines = [`flowchart TD`];
  draw(plan.root, 1, lines, ids);
  return `${lines.join("\n")}\n`;
};

const draw = (scope: Scope, depth: number, lines: string[], ids: Map<PlanNode, string>): void => {
  const indent = "  ".repeat(depth);
  const here = new Map<string, string>();
  for (const node of scope.nodes) {
    const id = `n${ids.size + 1}`;
    ids.set(node, id);
    here.set(node.name, id);
    if ("body" in node) {
      lines.push(`${indent}subgraph ${id}["${label(titleOf(node))}"]`);
      draw(node.body, depth + 1, lines, ids);
      lines.push(`${indent}end`);
    } else lines.push(`${indent}${id}${shapeOf(node)}`);
    const how = node.kind === "agent" || node.kind === "workflow" ? node.compensate : null;
    if (how != null) lines.push(`${indent}${id} -.->|"undone by"| ${id}u(["${label(how.agent)}"])`);
  }
  for (const node of scope.nodes) {
    for (const edge of node.edges) {
      const source = scope.nodes.find(({ name }) => name === edge.from);
      const said = source === undefined || edge.kind === "flow" ? "" : wayText(source, node.name);
      const chosen =
        source?.kind === "choice" || source?.kind === "event" || isRejection(source, node.name);
      const arrow = edge.kind === "way" && !chosen ? "-.->" : "-->";
      lines.push(
        `${indent}${here.get(edge.from)} ${arrow}${said === "" ? "" : `|"${label(said)}"|`} ${here.get(node.name)}`,
      );
    }
  }
};

const titleOf = (node: Extract<PlanNode, { body: Scope }>): string => {
  switch (node.kind) {
    case "group":
      return node.need === "all" || node.need === node.body.nodes.length
        ? node.name
        : `${node.name}: ${node.need} of ${node.body.nodes.length}`;
    case "loop":
      return `${node.name}: until ${node.until}, at most ${node.maxIterations} times`;
    case "each":
      return `${node.name}: for each ${node.as} of ${node.items}`;
  }
};

const shapeOf = (node: Exclude<PlanNode, { body: Scope }>): string => {
  switch (node.kind) {
    case "agent": {
      const who = node.agent ?? node.capabilities.join(", ");
      return `["${label(who === node.name ? who : `${node.name} (${who})`)}"]`;
    }
    case "choice":
      return `{"${label(node.name)}"}`;
    case "wait":
      return `(["${label(`${node.name}: ${node.seconds === null ? `until ${node.until}` : durationText(node.seconds)}`)}"])`;
    case "workflow":
      return `[["${label(`${node.name}: ${node.use.name}${node.use.version === "" ? "" : ` ${node.use.version}`}`)}"]]`;
    case "event":
      return `(["${label(`${node.name}: ${waitText(node)}`)}"])`;
    case "emit":
      return `>"${label(`${node.name}: send ${node.signal}`)}"]`;
    case "approval":
      return `{{"${label(`${node.name} (${askedText(node)})`)}"}}`;
    case "set":
      return `[/"${label(`${node.name}: ${Object.keys(node.set).join(", ")}`)}"/]`;
  }
};

const waitText = ({ signals, timeoutSeconds }: EventNode): string =>
  [
    ...signals.map(({ signal }) => signal),
    ...(timeoutSeconds === null ? [] : [`at most ${durationText(timeoutSeconds)}`]),
  ].join(" or ");

/** Who is asked, as the drawing says it. */
const askedText = ({ assignees, role, quorum }: ApprovalNode): string => {
  const who = assignees.length > 0 ? assignees.join(", ") : (role ?? "anybody");
  return quorum === 1 ? who : `${quorum} of ${who}`;
};

const isRejection = (source: PlanNode | undefined, to: string): boolean =>
  source?.kind === "approval" && source.onReject === to;

const wayText = (source: PlanNode, to: string): string => {
  const errors = source.onError.filter(({ goto }) => goto === to);
  const failed = errors.map(
    ({ category, match }) =>
      `failed${category === null ? "" : `: ${category}`}${match === null ? "" : ` (${match})`}`,
  );
  if (source.kind === "event") {
    const { signals, onTimeout } = source;
    const came = signals.filter(({ goto }) => goto === to).map(({ signal }) => signal);
    const late = typeof onTimeout === "object" && onTimeout.goto === to ? ["timed out"] : [];
    return [...came, ...late, ...failed].join(" or ");
  }
  if (source.kind === "approval" && source.onReject === to)
    return ["rejected", ...failed].join(" or ");
  if (source.kind !== "choice") return failed.join(", ");
  const chosen = source.ways.filter(({ goto }) => goto === to).map(({ when }) => when.trim());
  const last = source.otherwise === to ? ["otherwise"] : [];
  return [...chosen, ...last, ...failed].join(" or ");
};

/** Text that Mermaid shows as it is. */
const label = (text: string): string => {
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return short.replace(/[&"<>#\n\r]/g, (char) => `#${char.codePointAt(0)};`);
};
