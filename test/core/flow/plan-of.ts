import { noLimits } from "../../../src/core/budget/spend.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { ApprovalNode } from "../../../src/core/plan/approval-node.ts";
import type {
  AgentNode,
  ChoiceNode,
  EachNode,
  Edge,
  EmitNode,
  EventNode,
  Exit,
  GroupNode,
  LoopNode,
  Plan,
  PlanNode,
  Scope,
  WorkflowNode,
} from "../../../src/core/plan/plan.ts";
import type { Move } from "../spec/world.ts";

/** A node whose edges are not drawn yet; `after` names what it follows. */
export interface Made {
  readonly node: PlanNode;
  readonly after: readonly string[] | null;
}

/** What every node may be given. */
type Common = Partial<Pick<PlanNode, "when" | "outputs" | "onError" | "sla">> & {
  /** Left out: it follows the node before it. */
  readonly after?: readonly string[];
};

const common = (name: string, { when, outputs, onError, sla }: Common) => ({
  name,
  edges: [],
  exits: [],
  when: when ?? null,
  outputs: outputs ?? {},
  onError: onError ?? [],
  rank: 0,
  critical: false,
  ...(sla === undefined ? {} : { sla }),
});
/** A time limit for all that a node stands for. */
interface Timed {
  readonly timeoutSeconds?: number | null;
}
const time = ({ timeoutSeconds = null }: Timed) => ({ timeoutSeconds });
const after = (wishes: Common) => wishes.after ?? null;

export const agent = (
  name: string,
  wishes: Common & Partial<Omit<AgentNode, "kind" | "name">> = {},
): Made => ({
  node: {
    agent: "ben",
    capabilities: [],
    task: `do ${name}`,
    priority: "p2",
    resources: [],
    uses: {},
    timeoutSeconds: null,
    expects: { deliverables: [], acceptance_criteria: [] },
    onFailure: { retry_strategy: "retry", max_retries: 0 },
    backoff: null,
    estimateMinutes: null,
    checkpoint: "none",
    compensate: null,
    ...wishes,
    ...common(name, wishes),
    kind: "agent",
  },
  after: after(wishes),
});
export const group = (
  name: string,
  need: GroupNode["need"],
  nodes: readonly Made[],
  wishes: Common & Timed = {},
): Made => ({
  node: { ...common(name, wishes), ...time(wishes), kind: "group", need, body: scopeOf(nodes) },
  after: after(wishes),
});
/** Nodes side by side. */
export const beside = (...nodes: readonly Made[]): readonly Made[] =>
  nodes.map(({ node, after: given }) => ({ node, after: given ?? [] }));
export const choice = (
  name: string,
  ways: ChoiceNode["ways"],
  otherwise: string | null = null,
  wishes: Common = {},
): Made => ({
  node: { ...common(name, wishes), kind: "choice", ways, otherwise },
  after: after(wishes),
});
export const loop = (
  name: string,
  until: string,
  maxIterations: number,
  nodes: readonly Made[],
  wishes: Common & Partial<LoopNode> = {},
): Made => ({
  node: {
    ...common(name, wishes),
    ...time(wishes),
    kind: "loop",
    until,
    maxIterations,
    body: scopeOf(nodes),
  },
  after: after(wishes),
});
export const each = (
  name: string,
  items: string,
  nodes: readonly Made[],
  wishes: Common & Timed & Partial<Pick<EachNode, "maxParallel" | "as">> = {},
): Made => ({
  node: {
    ...common(name, wishes),
    ...time(wishes),
    kind: "each",
    items,
    as: wishes.as ?? "item",
    maxParallel: wishes.maxParallel ?? null,
    body: scopeOf(nodes),
  },
  after: after(wishes),
});
/** A node whose work the workflow `review 1.0` does, or the one that is given. */
export const child = (
  name: string,
  wishes: Common & Timed & Partial<Pick<WorkflowNode, "use" | "input" | "compensate">> = {},
): Made => ({
  node: {
    ...common(name, wishes),
    ...time(wishes),
    kind: "workflow",
    use: wishes.use ?? { name: "review", version: "1.0", hash: "ab".repeat(32) },
    input: wishes.input ?? {},
    minutes: 10,
    ...(wishes.compensate === undefined ? {} : { compensate: wishes.compensate }),
  },
  after: after(wishes),
});
export const wait = (
  name: string,
  time: { readonly seconds?: number; readonly until?: string },
  wishes: Common = {},
): Made => ({
  node: {
    ...common(name, wishes),
    kind: "wait",
    seconds: time.seconds ?? null,
    until: time.until ?? null,
  },
  after: after(wishes),
});
export const set = (
  name: string,
  values: Readonly<Record<string, string>>,
  wishes: Common = {},
): Made => ({ node: { ...common(name, wishes), kind: "set", set: values }, after: after(wishes) });

type Event = Partial<Pick<EventNode, "timeoutSeconds" | "onTimeout">>;
/** Waits for a signal to the workflow, or with `correlate` to a key. */
export const waitSignal = (
  name: string,
  signal: string,
  wishes: Common & Event & { readonly correlate?: string } = {},
): Made => firstOf(name, [{ signal, correlate: wishes.correlate ?? null, goto: null }], wishes);
export const firstOf = (
  name: string,
  signals: EventNode["signals"],
  wishes: Common & Event = {},
): Made => ({
  node: {
    ...common(name, wishes),
    kind: "event",
    signals,
    timeoutSeconds: wishes.timeoutSeconds ?? null,
    onTimeout: wishes.onTimeout ?? "fail",
  },
  after: after(wishes),
});
export const emit = (
  name: string,
  signal: string,
  to: string,
  wishes: Common & Partial<Pick<EmitNode, "payload">> = {},
): Made => ({
  node: { ...common(name, wishes), kind: "emit", signal, to, payload: wishes.payload ?? null },
  after: after(wishes),
});
export const approval = (
  name: string,
  wishes: Common & Partial<Omit<ApprovalNode, "kind" | "name">> = {},
): Made => ({
  node: {
    task: `may ${name} go on?`,
    assignees: [],
    role: null,
    quorum: 1,
    form: {},
    dueSeconds: null,
    reminderSeconds: null,
    escalateTo: null,
    onReject: null,
    fourEyes: false,
    ...wishes,
    ...common(name, wishes),
    kind: "approval",
  },
  after: after(wishes),
});

/** Draws the edges: what a node follows, and the choices and failures that lead to it. */
const scopeOf = (made: readonly Made[]): Scope => {
  const waysTo = new Map<string, Edge[]>();
  for (const { node } of made) {
    for (const target of new Set(waysOf(node))) {
      waysTo.set(target, [...(waysTo.get(target) ?? []), { from: node.name, kind: "way" }]);
    }
  }
  const exits = new Map<string, Exit[]>();
  const edges = made.map(({ node, after: given }, i): readonly Edge[] => {
    const ways = waysTo.get(node.name) ?? [];
    const previous = made[i - 1]?.node.name;
    const usual = previous === undefined || ways.length > 0 ? [] : [previous];
    const drawn = [...(given ?? usual).map((from): Edge => ({ from, kind: "flow" })), ...ways];
    for (const { from, kind } of drawn) {
      exits.set(from, [...(exits.get(from) ?? []), { to: node.name, kind }]);
    }
    return drawn;
  });
  const nodes = made.map(({ node }, i): PlanNode => {
    return { ...node, edges: edges[i] ?? [], exits: exits.get(node.name) ?? [] };
  });
  return { nodes };
};

const waysOf = (node: PlanNode): readonly string[] => [
  ...node.onError.map((way) => way.goto),
  ...(node.kind === "approval" && node.onReject !== null ? [node.onReject] : []),
  ...(node.kind === "choice" ? [...node.ways.map((way) => way.goto), node.otherwise ?? ""] : []),
  ...(node.kind === "event" ? eventWays(node) : []),
];

const eventWays = ({ signals, onTimeout }: EventNode): readonly string[] => [
  ...signals.map(({ goto }) => goto ?? ""),
  ...(typeof onTimeout === "object" ? [onTimeout.goto] : []),
];

/** A plan of these nodes, one after the other unless they say otherwise. */
export const planOf = (nodes: readonly Made[], more: Partial<Omit<Plan, "root">> = {}): Plan => ({
  name: "trial",
  version: "1.0",
  input: { items: { type: "array", values: null, initial: ["a", "b", "c"] } },
  state: {
    x: { type: "integer", values: null, initial: 0 },
    ok: { type: "boolean", values: null },
    word: { type: "string", values: ["red", "blue"] },
    any: { type: "any", values: null },
  },
  onFailure: "stop",
  timeoutSeconds: 86_400,
  maxParallel: null,
  limits: noLimits,
  budget: {},
  pins: {},
  triggers: [],
  ...more,
  root: scopeOf(nodes),
});

/** Somebody starts the plan. */
export const starts =
  (
    plan: Plan,
    input: JsonObject = {},
    starter: string | null = null,
    price: number | null = null,
  ): Move =>
  () => ({ type: "start_flow", title: "a trial", plan, input, starter, price });

/** The plan of these nodes is started. */
export const follows = (...nodes: readonly Made[]): Move => starts(planOf(nodes));
