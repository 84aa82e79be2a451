import type { StreamEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Flow, StartedChild } from "../state/flow.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

type Data<T extends WorkflowEvent["type"]> = Extract<WorkflowEvent, { readonly type: T }>;

/** A node has started a workflow; the one it had before is given up. */
export const startChild = (
  flow: Flow,
  event: StreamEvent,
  { node, child }: Data<"child_started">,
): Flow => {
  const before = flow.nodes.get(node)?.child?.workflow ?? null;
  const { started } = leaveChild(flow, before, event);
  const { version: startedIn } = event;
  const fresh = { node, startedIn, endedIn: null, undone: false, changed: false };
  return { ...flow, started: started.set(child, fresh) };
};

/** Nobody waits for the workflow any more. */
export const leaveChild = (flow: Flow, child: string | null, event: StreamEvent): Flow => {
  const known = child === null ? undefined : flow.started.get(child);
  return child === null || known === undefined || known.endedIn !== null
    ? flow
    : withStarted(flow, child, { ...known, endedIn: event.version });
};

/** What a workflow did that a node has started is undone, or some of it. */
export const undoChild = (state: WorkflowState, data: Data<"child_undone">): WorkflowState => {
  const { child, undone, left, stays } = data;
  const { flow, compensation } = state;
  const known = flow?.started.get(child);
  if (flow === null || known === undefined) return state;
  const next = {
    ...known,
    undone: left.length === 0,
    changed: known.changed || undone.length > 0,
  };
  return {
    ...state,
    flow: withStarted(flow, child, next),
    compensation:
      compensation === null
        ? null
        : { ...compensation, stays: [...new Set([...compensation.stays, ...stays])] },
  };
};

const withStarted = (flow: Flow, child: string, next: StartedChild): Flow => ({
  ...flow,
  started: flow.started.set(child, next),
});
