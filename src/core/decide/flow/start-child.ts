import type { Json, JsonObject } from "../../json.ts";
import type { WorkflowNode } from "../../plan/plan.ts";
import { openChildren } from "../../state/open-children.ts";
import { workflowIdAt } from "../../workflow-id.ts";
import type { Draft } from "../draft.ts";
import { evaluateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { instanceOf } from "./flow-of.ts";

/** Lets another workflow do a node's work. That it is told to begin follows from the event. */
export const startChild = (draft: Draft, key: string, plan: WorkflowNode): void => {
  const { scope } = instanceOf(draft, key);
  const input: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(plan.input)) {
    const result = evaluateIn(draft, scope, expression);
    if (result.type === "error") {
      failNode(draft, key, `input ${name}: ${result.message}`);
      return;
    }
    input[name] = result.value;
  }
  emitChild(draft, key, input);
};

/** Lets a node's workflow begin anew, under another id: the one it had is over, not its own, or somebody else's. */
export const restartChild = (draft: Draft, key: string): void => {
  const { child } = instanceOf(draft, key);
  if (child !== null) emitChild(draft, key, child.input);
};

/** {@link restartChild} for every node that waits for its workflow, but for those in `kept`. */
export const restartChildren = (draft: Draft, kept: ReadonlySet<string> = new Set()): void => {
  for (const [id, key] of openChildren(draft.state())) if (!kept.has(id)) restartChild(draft, key);
};

const emitChild = (draft: Draft, node: string, input: JsonObject): void => {
  draft.emit({ type: "child_started", node, child: freshId(draft), input });
};

/** An id has few places, and a list may start many workflows in one second: none takes another one's here. */
const freshId = (draft: Draft): string => {
  const { id: own } = draft.state();
  const taken = openChildren(draft.state());
  for (;;) {
    const id = workflowIdAt(draft.command.timestamp, draft.takeId());
    if (id !== own && !taken.has(id)) return id;
  }
};
