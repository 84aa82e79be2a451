import type { Json, JsonObject } from "../../json.ts";
import { fieldFault } from "../../plan/field-fits.ts";
import { planOrder } from "../../plan/plan-order.ts";
import { planNode } from "../../plan/plan-scope.ts";
import type { Draft } from "../draft.ts";
import { failFlow } from "../stop.ts";
import { evaluateAfter } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf } from "./flow-of.ts";
import { settleNode } from "./settle-node.ts";

/** Settles a node that went well, after its values are written. */
export const completeNode = (
  draft: Draft,
  key: string,
  done: {
    readonly reason: string;
    readonly output?: Json;
    readonly ways?: readonly string[];
    /** False when only its ways lead on. */
    readonly flows?: boolean;
    readonly values?: JsonObject;
  },
): void => {
  const { output = null, ways = [], flows = true, reason, values = {} } = done;
  const fault = keepValues(draft, key, output, values);
  if (fault !== null) failNode(draft, key, fault);
  else settleNode(draft, key, { status: "completed", flows, ways, reason, output });
};

/** Takes what a rollback had a settled node do again; the ways it led to stay taken. */
export const renewNode = (draft: Draft, key: string, output: Json, values: JsonObject): void => {
  const fault = keepValues(draft, key, output, values);
  if (fault !== null) failFlow(draft, key, fault);
  else draft.emit({ type: "node_redone", node: key, output });
};

/** Writes what a node brought, and what its `outputs` make of it. Returns what is wrong with it. */
const keepValues = (draft: Draft, key: string, output: Json, values: JsonObject): string | null => {
  const written: Record<string, Json> = { ...values };
  for (const [name, expression] of Object.entries(planNode(flowOf(draft), key).outputs)) {
    const result = evaluateAfter(draft, key, output, expression);
    if (result.type === "error") return `output ${name}: ${result.message}`;
    written[name] = result.value;
  }
  return writeValues(draft, key, written);
};

/** Writes values of the state schema. Of two nodes side by side the later one in the plan wins, whichever ends first. */
const writeValues = (draft: Draft, key: string, written: JsonObject): string | null => {
  const flow = flowOf(draft);
  const values: Record<string, Json> = {};
  const contested: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    const field = flow.plan.state[name];
    const fault = field === undefined ? null : fieldFault(field, value, name);
    if (fault !== null) return fault;
    const writer = flow.writers[name];
    const order = writer === undefined || writer === key ? "after" : planOrder(flow, key, writer);
    if (order.startsWith("beside")) contested.push(name);
    // What was done again comes before what was built on it since.
    if (order !== "beside_before" && order !== "before") values[name] = value;
  }
  if (Object.keys(values).length + contested.length > 0) {
    draft.emit({ type: "values_set", node: key, values, contested });
  }
  return null;
};
