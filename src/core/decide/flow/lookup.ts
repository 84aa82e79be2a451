import type { Json, JsonObject } from "../../json.ts";
import { nodeKey, planNode, planScope, reachOf } from "../../plan/plan-scope.ts";
import type { Lookup } from "../../rules.ts";
import type { Flow } from "../../state/flow.ts";
import type { WorkflowState } from "../../state/workflow-state.ts";

/** What expressions of a scope see: the workflow's values, its steps from the inside out, rounds and items. */
export const lookupIn = (state: WorkflowState, flow: Flow, scope: string): Lookup => ({
  variable: (name) => variableIn(state, flow, scope, name),
  step: (name) => stepIn(state, flow, scope, name),
  memory: (key) => {
    const entry = state.memory.get(key);
    return entry?.value.kind === "inline" ? entry.value.value : undefined;
  },
});

const variableIn = (
  state: WorkflowState,
  flow: Flow,
  scope: string,
  name: string,
): Json | undefined => {
  switch (name) {
    case "input":
      return declared(flow.plan.input, flow.input);
    case "state":
      return declared(flow.plan.state, flow.values);
    case "workflow":
      return { id: state.id, name: flow.plan.name, version: flow.plan.version, title: state.title };
    default:
      break;
  }
  for (let key: string | null = scope; key !== null; key = above(flow, key)) {
    const instance = flow.scopes.get(key);
    const owner = instance?.owner == null ? null : planNode(flow, instance.owner);
    if (instance === undefined || owner === null) break;
    if (owner.kind === "each" && owner.as === name) return instance.item;
    if (name === "iteration" && owner.kind !== "group") return instance.iteration;
  }
  if (Object.hasOwn(flow.plan.state, name)) return flow.values[name] ?? null;
  if (Object.hasOwn(flow.plan.input, name)) return flow.input[name] ?? null;
  return undefined;
};

const stepIn = (
  state: WorkflowState,
  flow: Flow,
  scope: string,
  name: string,
): Json | undefined => {
  for (let key: string | null = scope; key !== null; key = above(flow, key)) {
    const path = reachOf(planScope(flow, key), name);
    if (path === null) continue;
    // The body it is in may not have been opened.
    const node = flow.nodes.get(nodeKey(key, path));
    const attempts = state.steps.get(node?.key ?? "")?.attempts.length ?? 0;
    return { status: node?.status ?? "pending", output: node?.output ?? null, attempts };
  }
  return undefined;
};

/** Key of the scope that holds this scope's owner. */
const above = (flow: Flow, scope: string): string | null => {
  const owner = flow.scopes.get(scope)?.owner ?? null;
  return owner === null ? null : (flow.nodes.get(owner)?.scope ?? null);
};

const declared = (fields: Readonly<Record<string, unknown>>, values: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, values[name] ?? null]));
