import type { EventNode } from "../../plan/plan.ts";
import { planNode } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { completeNode } from "./complete-node.ts";
import { failNode } from "./fail-node.ts";
import { flowOf } from "./flow-of.ts";
import { settleNode } from "./settle-node.ts";

/** Ends a wait whose time has come. */
export const endWait = (draft: Draft, key: string): void => {
  const plan = planNode(flowOf(draft), key);
  if (plan.kind === "event") endUnanswered(draft, key, plan);
  else completeNode(draft, key, { reason: "its time has come" });
};

const endUnanswered = (draft: Draft, key: string, plan: EventNode): void => {
  const { onTimeout, signals, timeoutSeconds } = plan;
  const names = signals.map(({ signal }) => signal).join(" or ");
  const reason = `${names === "" ? "nothing" : `no ${names}`} came within ${timeoutSeconds} s`;
  const output = { signal: null, payload: null };
  if (onTimeout === "fail") failNode(draft, key, reason, { category: "transient" });
  else if (onTimeout === "continue") completeNode(draft, key, { reason, output });
  // Where every signal leads somewhere, so does the time; else it leads away from what follows.
  else if (signals.every(({ goto }) => goto !== null)) {
    completeNode(draft, key, { reason, output, ways: [onTimeout.goto] });
  } else {
    const ways = [onTimeout.goto];
    settleNode(draft, key, { status: "completed", flows: false, ways, reason, output });
  }
};
