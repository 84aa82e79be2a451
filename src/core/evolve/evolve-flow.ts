import type { Countdown } from "../budget/spend.ts";
import type { FlowEvent } from "../event/flow-event.ts";
import type { StreamEvent } from "../event/stream-event.ts";
import { persistentMap } from "../persistent-map.ts";
import type { Plan } from "../plan/plan.ts";
import { nodeKey, planNode, planScope } from "../plan/plan-scope.ts";
import { type Flow, type FlowNode, isChildOpen } from "../state/flow.ts";
import type { Signal } from "../state/signal-state.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { leaveChild, startChild } from "./evolve-started.ts";
import { layPlan } from "./lay-plan.ts";
import { newNode } from "./new-node.ts";

/** One more event of the plan that a workflow follows. */
export const evolveFlow = (
  state: WorkflowState,
  event: StreamEvent,
  data: FlowEvent,
): WorkflowState => {
  if (data.type === "flow_started") {
    const { plan, input, values, starter, price, chain = 0 } = data;
    const deadline = event.at + plan.timeoutSeconds * 1000;
    const flow: Flow = {
      plan,
      planVersion: event.version,
      amendments: [],
      starter,
      chain,
      startedAt: event.at,
      sla: null,
      input,
      price,
      values,
      writers: {},
      deadline,
      leftMs: null,
      gaps: 0,
      children: 0,
      started: persistentMap(),
      timed: [],
      nodes: persistentMap(),
      scopes: persistentMap(),
    };
    return { ...state, flow, spend: { ...state.spend, wall: wallOf(plan, event.at) } };
  }
  return state.flow === null ? state : { ...state, flow: evolved(state.flow, event, data) };
};

const wallOf = ({ limits }: Plan, at: number): Countdown | null =>
  limits.wallSeconds === null ? null : { deadline: at + limits.wallSeconds * 1000, leftMs: null };

const evolved = (
  flow: Flow,
  event: StreamEvent,
  data: Exclude<FlowEvent, { type: "flow_started" }>,
): Flow => {
  switch (data.type) {
    case "scope_opened":
      return openScope(flow, event, data);
    case "scope_closed":
      return closeScope(flow, data.scope);
    case "node_started":
      return changed(flow, data.node, {
        status: "active",
        reason: data.reason,
        since: event.at,
        // One that is tried again goes on counting.
        startedAt: flow.nodes.get(data.node)?.startedAt ?? event.at,
      });
    case "sla_warned":
    case "sla_breached": {
      const sla = data.type === "sla_warned" ? "warned" : "breached";
      return data.node === null ? { ...flow, sla } : changed(flow, data.node, { sla });
    }
    case "items_listed":
      return changed(flow, data.node, { items: data.items });
    case "node_waiting":
      return changed(flow, data.node, {
        status: "waiting",
        reason: data.reason,
        since: event.at,
        dueAt: data.dueAt,
        awaits: data.awaits,
        wait: event.version,
      });
    case "signal_received":
      return receive(flow, data.node, data.signal);
    case "signal_returned":
    case "signal_emitted":
      return flow;
    case "node_deadline_moved": {
      const { node, deadline, leftMs } = data;
      const timed = flow.timed.includes(node) ? flow.timed : [...flow.timed, node];
      return changed({ ...flow, timed }, node, { deadline, leftMs });
    }
    case "node_halted":
      return changed(untimed(flow, data.node), data.node, {
        status: "waiting",
        reason: data.reason,
        since: event.at,
        dueAt: null,
        awaits: [],
        deadline: null,
        leftMs: null,
        halted: true,
        output: data.output,
      });
    case "node_reopened":
      return changed(flow, data.node, {
        status: data.anew ? "pending" : "active",
        reason: "it is tried again",
        since: event.at,
        halted: false,
      });
    case "child_started":
      return changed(startChild(flow, event, data), data.node, {
        reason: `${data.child} does it`,
        child: { workflow: data.child, input: data.input },
      });
    case "child_ended":
      return leaveChild(flow, data.child, event);
    case "node_settled": {
      const child = flow.nodes.get(data.node)?.child?.workflow ?? null;
      return settleNode(leaveChild(untimed(flow, data.node), child, event), event, data);
    }
    case "node_redone":
      return changed(flow, data.node, { output: data.output });
    case "values_set": {
      const writers = Object.fromEntries(Object.keys(data.values).map((name) => [name, data.node]));
      return {
        ...flow,
        values: { ...flow.values, ...data.values },
        writers: { ...flow.writers, ...writers },
      };
    }
    case "plan_changed":
      return layPlan(flow, event, data);
    case "flow_deadline_moved":
      return { ...flow, deadline: data.deadline, leftMs: data.leftMs };
  }
};

const openScope = (
  flow: Flow,
  event: StreamEvent,
  data: Extract<FlowEvent, { type: "scope_opened" }>,
): Flow => {
  const { scope: key, owner, iteration, item } = data;
  const scope = { key, owner, iteration, item, open: 0, live: 0, closed: false };
  let next: Flow = { ...flow, scopes: flow.scopes.set(key, scope) };
  const { nodes } = planScope(next, key);
  let instances = next.nodes;
  for (const { name, edges } of nodes) {
    const node = { ...newNode(key, name, event.at), unmet: edges.length };
    instances = instances.set(node.key, node);
  }
  const scopes = next.scopes.set(key, { ...scope, open: nodes.length });
  next = { ...next, nodes: instances, scopes };
  const opener = owner === null ? undefined : next.nodes.get(owner);
  return opener === undefined ? next : withNode(next, { ...opener, opened: opener.opened + 1 });
};

const closeScope = (flow: Flow, key: string): Flow => {
  const scope = flow.scopes.get(key);
  const owner = flow.nodes.get(scope?.owner ?? "");
  if (scope === undefined || owner === undefined) return flow;
  const closed = { ...flow, scopes: flow.scopes.set(key, { ...scope, closed: true }) };
  return withNode(closed, { ...owner, closed: owner.closed + 1 });
};

const settleNode = (
  flow: Flow,
  event: StreamEvent,
  data: Extract<FlowEvent, { type: "node_settled" }>,
): Flow => {
  const node = flow.nodes.get(data.node);
  const scope = flow.scopes.get(node?.scope ?? "");
  if (node === undefined || scope === undefined) return flow;
  const { status, flows, ways, reason, output } = data;
  const { exits } = planNode(flow, node.key);
  const well = flows && (status === "completed" || status === "skipped");
  let next = withNode(flow, {
    ...node,
    status,
    reason,
    output,
    flows,
    ways,
    since: event.at,
    dueAt: null,
    awaits: [],
    deadline: null,
    leftMs: null,
    halted: false,
  });
  next = {
    ...next,
    gaps: next.gaps + (status === "failed" && ways.length === 0 ? 1 : 0),
    scopes: next.scopes.set(scope.key, {
      ...scope,
      open: scope.open - 1,
      live: scope.live + (well ? 1 : 0),
    }),
  };
  for (const exit of exits) {
    const target = next.nodes.get(nodeKey(scope.key, exit.to));
    if (target === undefined) continue;
    const live = exit.kind === "flow" ? flows : ways.includes(exit.to);
    next = withNode(next, {
      ...target,
      unmet: target.unmet - 1,
      live: target.live + (live ? 1 : 0),
    });
  }
  return next;
};

/** What it was sent by is no longer subscribed to. */
const receive = (flow: Flow, key: string, { name, address }: Signal): Flow => {
  const awaits = flow.nodes.get(key)?.awaits ?? [];
  const others = awaits.filter((each) => each.signal !== name || each.address !== address);
  return changed(flow, key, { awaits: others });
};

const changed = (flow: Flow, key: string, change: Partial<FlowNode>): Flow => {
  const node = flow.nodes.get(key);
  return node === undefined ? flow : withNode(flow, { ...node, ...change });
};

const withNode = (flow: Flow, node: FlowNode): Flow => {
  const before = flow.nodes.get(node.key);
  const opened = Number(isChildOpen(node)) - Number(before !== undefined && isChildOpen(before));
  return {
    ...flow,
    nodes: flow.nodes.set(node.key, node),
    children: flow.children + opened,
  };
};

const untimed = (flow: Flow, node: string): Flow =>
  flow.timed.includes(node) ? { ...flow, timed: flow.timed.filter((each) => each !== node) } : flow;
