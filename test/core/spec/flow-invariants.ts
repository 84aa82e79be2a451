import { isUndoing } from "../../../src/core/compensation/is-undoing.ts";
import { isTakenBack } from "../../../src/core/compensation/rollback-steps.ts";
import type { FlowEvent } from "../../../src/core/event/flow-event.ts";
import type { StreamEvent } from "../../../src/core/event/stream-event.ts";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import { nodeKey, planNode, planScope } from "../../../src/core/plan/plan-scope.ts";
import type { Flow } from "../../../src/core/state/flow.ts";
import { isFinalStep, isFinalWorkflow } from "../../../src/core/state/status.ts";
import { initialState } from "../../../src/core/state/stream-state.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";

type Settled = Extract<FlowEvent, { type: "node_settled" }>;

const claimThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

/** What must hold of a plan that is followed, whenever nothing is being decided. */
export const checkFlow = (state: WorkflowState): void => {
  const { flow } = state;
  if (flow === null) return;
  // What is being undone has no plan to follow any more.
  const ended = isFinalWorkflow(state.status) || isUndoing(state);
  for (const scope of flow.scopes.values()) {
    const nodes = planScope(flow, scope.key).nodes.map(({ name }) => nodeKey(scope.key, name));
    const open = nodes.filter((key) => !isFinalStep(statusOf(flow, key)));
    claimThat(open.length === scope.open, `open of scope ${scope.key}`);
    const over = scope.owner !== null && isFinalStep(statusOf(flow, scope.owner));
    claimThat(!over || open.length === 0, `${scope.key} is over, and nothing in it is open`);
    claimThat(!scope.closed || open.length === 0, `${scope.key} is closed when nothing is open`);
  }
  for (const node of flow.nodes.values()) {
    const { key } = node;
    const plan = planNode(flow, key);
    const unmet = plan.edges.filter(
      ({ from }) => !isFinalStep(statusOf(flow, nodeKey(node.scope, from))),
    );
    claimThat(node.unmet === unmet.length, `unmet of ${key}`);
    claimThat(node.dueAt === null || node.status === "waiting", `${key}: due while waiting`);
    claimThat(
      node.awaits.length === 0 || node.status === "waiting",
      `${key}: awaits while waiting`,
    );
    claimThat(!ended || node.awaits.length === 0, `${key}: nothing is awaited once it is over`);
    const bodies = [...flow.scopes.values()].filter((scope) => scope.owner === key);
    claimThat(node.opened === bodies.length, `opened of ${key}`);
    claimThat(node.closed === bodies.filter((scope) => scope.closed).length, `closed of ${key}`);
    const step = state.steps.get(key);
    if (isFinalStep(node.status)) {
      const again = step !== undefined && isTakenBack(state, step);
      const over = step === undefined || isFinalStep(step.status);
      claimThat(over || again, `${key} is over, its step too`);
    } else if (!ended) {
      claimThat(node.status !== "pending" || node.unmet > 0, `${key} is pending for a reason`);
      if (node.status === "active" && plan.kind === "agent") {
        claimThat(step !== undefined && !isFinalStep(step.status), `${key} has an open step`);
      } else if (plan.kind === "workflow" && node.status === "active") {
        claimThat(node.child !== null, `${key} has a workflow`);
      } else if (node.halted) {
        const asked = [...state.tasks.values()].some(
          (task) => task.step === key && task.kind === "halt" && task.status === "open",
        );
        claimThat(asked, `a human is asked about ${key}`);
        claimThat(node.dueAt === null, `${key} is halted, and due at no time`);
      } else if (node.status === "active" && plan.kind === "approval") {
        const asked = [...state.tasks.values()].filter(
          (task) => task.status === "open" && task.approval?.node === key,
        );
        claimThat(asked.length === 1, `${key} is asked once`);
      } else if (node.status === "active") {
        const busy = bodies.filter((scope) => scope.open > 0).length;
        claimThat(busy > 0, `${key} has an open body`);
        const most = plan.kind === "each" ? (plan.maxParallel ?? 1000) : 1;
        claimThat(busy <= most, `${key} has at most ${most} bodies open`);
      }
    }
  }
  const most = flow.plan.maxParallel;
  claimThat(most === null || state.counts.active <= most, "max_parallel holds");
  const waiting = [...flow.nodes.values()].filter(
    (node) => node.status === "active" && node.child !== null,
  );
  claimThat(flow.children === waiting.length, "open workflows are counted");
  for (const key of flow.timed) {
    const node = flow.nodes.get(key);
    claimThat(node !== undefined && !isFinalStep(node.status), `${key} is not over`);
    const its = node?.deadline === null;
    claimThat(its === (flow.deadline === null), `${key}: its time goes with the workflow's`);
    claimThat(its === (node?.leftMs !== null), `${key}: its time runs or stands still`);
  }
  const limited = [...flow.nodes.values()].filter((node) => node.deadline ?? node.leftMs);
  claimThat(
    limited.every(({ key }) => flow.timed.includes(key)),
    "no time is forgotten",
  );
  const still = flow.deadline === null;
  claimThat(still === (flow.leftMs !== null), "the workflow's time runs or stands still");
  if (["paused", "halted"].includes(state.status) || ended) {
    claimThat(still, `the workflow's time stands still while ${state.status}`);
  }
  if (state.status === "running") claimThat(!still, "the workflow's time runs");
  if (state.status.startsWith("completed")) {
    claimThat(flow.scopes.get("")?.open === 0, "the plan has ended");
  }
};

/** What must be true of how a plan was followed, from one line of its events. */
export const checkFlowLine = (events: readonly StreamEvent[]): void => {
  const settled = new Map<string, Settled>();
  let state = initialState(events[0]?.stream ?? "orch_none");
  for (const event of events) {
    const flow = state.kind === "workflow" ? state.flow : null;
    if (event.data.type === "node_started" && flow !== null) {
      const node = flow.nodes.get(event.data.node);
      const { edges } = planNode(flow, event.data.node);
      claimThat(node?.status === "pending", `${event.data.node} starts once`);
      claimThat(node?.unmet === 0, `${event.data.node} starts when its edges have settled`);
      claimThat(edges.length === 0 || (node?.live ?? 0) > 0, `a way led to ${event.data.node}`);
    }
    if (event.data.type === "node_settled") {
      const before = flow?.nodes.get(event.data.node)?.status ?? "pending";
      claimThat(!isFinalStep(before), `${event.data.node} settles once`);
      settled.set(event.data.node, event.data);
    }
    if (event.data.type === "attempt_started" && flow !== null) {
      const node = flow.nodes.get(event.data.step);
      const step = state.kind === "workflow" ? state.steps.get(event.data.step) : undefined;
      const again = step !== undefined && state.kind === "workflow" && isTakenBack(state, step);
      claimThat(
        node === undefined || node.status === "active" || again,
        "only active nodes are worked on",
      );
    }
    state = evolve(state, event);
  }
  if (state.kind !== "workflow" || state.flow === null) return;
  checkLive(state.flow, settled);
};

const checkLive = (flow: Flow, settled: ReadonlyMap<string, Settled>): void => {
  for (const node of flow.nodes.values()) {
    const live = planNode(flow, node.key).edges.filter(({ from, kind }) => {
      const source = settled.get(nodeKey(node.scope, from));
      return kind === "flow" ? source?.flows === true : source?.ways.includes(node.name) === true;
    });
    claimThat(node.live === live.length, `live of ${node.key}`);
  }
  for (const scope of flow.scopes.values()) {
    const well = planScope(flow, scope.key).nodes.filter(({ name }) => {
      const end = settled.get(nodeKey(scope.key, name));
      return end?.flows === true && (end.status === "completed" || end.status === "skipped");
    });
    claimThat(scope.live === well.length, `live of scope ${scope.key}`);
  }
};

const statusOf = (flow: Flow, key: string) => flow.nodes.get(key)?.status ?? "pending";
