import type { Json } from "../../json.ts";
import type { ChoiceNode, EachNode, PlanNode, SetNode, WaitNode } from "../../plan/plan.ts";
import { askForApproval } from "../approval/ask-for-approval.ts";
import type { Draft } from "../draft.ts";
import { fillItems } from "./close-scope.ts";
import { completeNode } from "./complete-node.ts";
import { emitSignal } from "./emit-signal.ts";
import { conditionIn, evaluateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { instanceOf } from "./flow-of.ts";
import { openScope } from "./open-scope.ts";
import { emitWaiting } from "./signal-waits.ts";
import { startAgent } from "./start-agent.ts";
import { startChild } from "./start-child.ts";
import { startClock } from "./start-clock.ts";
import { startEvent } from "./start-event.ts";

/** Most items a for_each may have. */
const itemLimit = 1000;

/** Starts a node whose turn has come. */
export const startNode = (draft: Draft, key: string, plan: PlanNode): void => {
  draft.emit({ type: "node_started", node: key, reason: "its turn has come" });
  switch (plan.kind) {
    case "agent":
      startAgent(draft, key, plan);
      return;
    case "workflow":
      startClock(draft, key, plan);
      startChild(draft, key, plan);
      return;
    case "group":
    case "loop":
      startClock(draft, key, plan);
      openScope(draft, key, 1, null);
      return;
    case "each":
      startClock(draft, key, plan);
      startItems(draft, key, plan);
      return;
    case "choice":
      choose(draft, key, plan);
      return;
    case "wait":
      startWait(draft, key, plan);
      return;
    case "set":
      setValues(draft, key, plan);
      return;
    case "event":
      startEvent(draft, key, plan);
      return;
    case "emit":
      emitSignal(draft, key, plan);
      return;
    case "approval":
      askForApproval(draft, key, plan);
      return;
  }
};

const startItems = (draft: Draft, key: string, plan: EachNode): void => {
  const result = evaluateIn(draft, instanceOf(draft, key).scope, plan.items);
  if (result.type === "error") {
    failNode(draft, key, `items: ${result.message}`);
    return;
  }
  const items: Json = result.value;
  if (!Array.isArray(items)) failNode(draft, key, `items: ${plan.items} is no list`);
  else if (items.length > itemLimit) {
    failNode(draft, key, `items: ${items.length} are more than the ${itemLimit} there may be`);
  } else {
    draft.emit({ type: "items_listed", node: key, items });
    fillItems(draft, key, plan);
  }
};

const choose = (draft: Draft, key: string, plan: ChoiceNode): void => {
  const { scope } = instanceOf(draft, key);
  for (const way of plan.ways) {
    const holds = conditionIn(draft, scope, way.when);
    if (holds.type === "error") {
      failNode(draft, key, `condition: ${holds.message}`);
      return;
    }
    if (holds.value) {
      completeNode(draft, key, {
        reason: `${way.when} holds: ${way.goto}`,
        output: way.goto,
        ways: [way.goto],
      });
      return;
    }
  }
  const { otherwise } = plan;
  if (otherwise === null) completeNode(draft, key, { reason: "no condition holds" });
  else {
    const reason = `no condition holds: ${otherwise}`;
    completeNode(draft, key, { reason, output: otherwise, ways: [otherwise] });
  }
};

const startWait = (draft: Draft, key: string, plan: WaitNode): void => {
  const { at } = draft.command;
  if (plan.until === null) {
    emitWaiting(draft, key, at + (plan.seconds ?? 0) * 1000);
    return;
  }
  const result = evaluateIn(draft, instanceOf(draft, key).scope, plan.until);
  if (result.type === "error") {
    failNode(draft, key, `until: ${result.message}`);
    return;
  }
  const { value } = result;
  const time =
    typeof value === "number"
      ? value * 1000
      : typeof value === "string"
        ? draft.rules.timeOf(value)
        : null;
  // Beyond that, no calendar has a date.
  if (time === null || Math.abs(time) > 8.64e15)
    failNode(draft, key, `until: ${JSON.stringify(value).slice(0, 80)} is no time`);
  else emitWaiting(draft, key, Math.max(at, Math.round(time)));
};

const setValues = (draft: Draft, key: string, plan: SetNode): void => {
  const { scope } = instanceOf(draft, key);
  const values: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(plan.set)) {
    const result = evaluateIn(draft, scope, expression);
    if (result.type === "error") {
      failNode(draft, key, `${name}: ${result.message}`);
      return;
    }
    values[name] = result.value;
  }
  completeNode(draft, key, { reason: "its values are set", values });
};
