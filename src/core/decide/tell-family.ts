import { isUndoing } from "../compensation/is-undoing.ts";
import { undoingChildren } from "../compensation/undoing-children.ts";
import { planNode } from "../plan/plan-scope.ts";
import type { ChildMessage } from "../project/child-message.ts";
import type { Flow } from "../state/flow.ts";
import { openChildren } from "../state/open-children.ts";
import { isFinalWorkflow } from "../state/status.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";

/**
 * Tells the workflow's children and its parent what a decision means to them. It follows from what is different
 * now, so that no way to stop, pause, time out or rewind a node can forget them.
 */
export const tellFamily = (draft: Draft, before: WorkflowState): void => {
  const after = draft.state();
  const { actor } = draft.command;
  const tell = (to: string, message: ChildMessage): void => {
    draft.messages.push({ to, message: { actor, ...message } });
  };
  const was = openChildren(before);
  const is = openChildren(after);
  const ended = endedIn(draft);
  const undoes = undoingChildren(after);
  for (const [child, node] of was) {
    if (is.has(child) || ended.has(child) || undoes.has(child)) continue;
    const parent = { workflow: after.id, node };
    tell(child, { type: "child_stopped", parent, reason: whyStopped(after, node) });
  }
  const { flow } = after;
  const { held, reason } = holdOf(after);
  for (const [child, node] of is) {
    const parent = { workflow: after.id, node };
    if (was.has(child)) {
      if (held !== holdOf(before).held) tell(child, { type: "child_held", parent, held, reason });
    } else if (flow !== null) {
      tell(child, startOf(after, flow, node, held ? reason : null));
    }
  }
  tellUndoing(draft, before, undoes, tell);
  if (after.parent !== null && !isFinalWorkflow(before.status) && isFinalWorkflow(after.status)) {
    const { parent, id, status } = after;
    const values = flow?.values ?? {};
    const end = { node: parent.node, child: id, status, reason: after.reason, values };
    tell(parent.workflow, { type: "child_ended", ...end });
  }
};

/** Tells the children what is to be undone, and the parent what is undone. */
const tellUndoing = (
  { events, ...draft }: Draft,
  before: WorkflowState,
  is: ReadonlyMap<string, string>,
  tell: (to: string, message: ChildMessage) => void,
): void => {
  const after = draft.state();
  const was = undoingChildren(before);
  const { held, reason: why } = holdOf(after);
  const reason = `${after.id} is undone: ${after.reason}`;
  const parentAs = (child: string) => {
    const { node } = after.flow?.started.get(child) ?? { node: "" };
    return { workflow: after.id, node };
  };
  for (const child of is.keys()) {
    const parent = parentAs(child);
    const fresh = !was.has(child);
    if (fresh) tell(child, { type: "child_undoing", parent, reason });
    const changed = fresh ? held : held !== holdOf(before).held;
    if (changed) tell(child, { type: "child_held", parent, held, reason: why });
  }
  for (const child of isFinalWorkflow(after.status) ? was.keys() : []) {
    const answered = events.some(
      ({ data }) => data.type === "child_undone" && data.child === child,
    );
    if (!answered) tell(child, { type: "undoing_stopped", parent: parentAs(child), reason });
  }
  for (const { data } of events) {
    if (data.type !== "undoing_answered" || after.parent === null) continue;
    const { type: _, ...answer } = data;
    tell(after.parent.workflow, { type: "child_undone", child: after.id, ...answer });
  }
};

const endedIn = ({ events }: Draft): ReadonlySet<string> =>
  new Set(events.flatMap(({ data }) => (data.type === "child_ended" ? [data.child] : [])));

const startOf = (
  { id, title }: WorkflowState,
  flow: Flow,
  node: string,
  paused: string | null,
): ChildMessage => {
  const plan = planNode(flow, node);
  if (plan.kind !== "workflow") throw new Error(`${node} starts no workflow`);
  return {
    type: "child_started",
    parent: { workflow: id, node },
    title: `${plan.use.name} for ${title}`.slice(0, 120),
    use: plan.use,
    pins: flow.plan.pins,
    input: flow.nodes.get(node)?.child?.input ?? {},
    starter: flow.starter,
    ...(flow.chain === 0 ? {} : { chain: flow.chain }),
    paused,
  };
};

const holdOf = ({ id, status, reason }: WorkflowState) => ({
  held: status === "paused" || status === "halted",
  reason: `${id} is ${status}: ${reason}`,
});

const whyStopped = (state: WorkflowState, node: string): string => {
  const { id, status, reason, flow } = state;
  if (isFinalWorkflow(status) || isUndoing(state)) return `${id} is ${status}: ${reason}`;
  const its = flow?.nodes.get(node);
  return its === undefined || its.reason === ""
    ? `${id} does not wait for it any more`
    : `${node} of ${id} is ${its.status}: ${its.reason}`;
};
