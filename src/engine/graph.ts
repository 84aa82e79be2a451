import { nodeKey, planNode } from "../core/plan/plan-scope.ts";
import type { Flow } from "../core/state/flow.ts";
import type { Step } from "../core/state/step.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { stepsInOrder } from "./steps-in-order.ts";

/**
 * The plan as a Mermaid flow chart, with a class per status; stages to come stand behind what they follow, and a
 * workflow that does a stage's work is a box.
 */
export const graphOf = (state: WorkflowState): string => {
  const steps = stepsInOrder(state);
  const ids = new Map(steps.map((step) => [step.name, `s${step.index}`]));
  return [
    "flowchart TD",
    ...steps.map((step) => `  ${ids.get(step.name)}["${label(step)}"]:::${step.status}`),
    ...steps.flatMap((step) =>
      step.needs.map((need) => `  ${ids.get(need)} --> ${ids.get(step.name)}`),
    ),
    ...(state.flow === null ? [] : planLines(state.flow, ids)),
    "  classDef completed fill:#d9f2d9,stroke:#3a7d3a",
    "  classDef active fill:#fff2cc,stroke:#b58900",
    "  classDef ready fill:#dce9fb,stroke:#2a5caa",
    "  classDef waiting fill:#f3e5f5,stroke:#7b1fa2",
    "  classDef failed fill:#f8d7da,stroke:#a52834",
  ].join("\n");
};

/** The nodes that have not started, and those whose work another workflow does, with those they follow where these are no steps. */
const planLines = (flow: Flow, steps: ReadonlyMap<string, string>): readonly string[] => {
  const ids = new Map(steps);
  const boxes: string[] = [];
  const arrows: string[] = [];
  const idOf = (key: string): string => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `n${boxes.length}`;
    ids.set(key, id);
    const { status = "pending", child = null } = flow.nodes.get(key) ?? {};
    boxes.push(
      child === null
        ? `  ${id}["${escaped(key)}<br/>${status}"]:::${status}`
        : `  ${id}[["${escaped(key)}<br/>${child.workflow}<br/>${status}"]]:::${status}`,
    );
    return id;
  };
  for (const { key, scope, status, child } of flow.nodes.values()) {
    if (status !== "pending" && child === null) continue;
    const id = idOf(key);
    for (const { from } of planNode(flow, key).edges) {
      arrows.push(`  ${idOf(nodeKey(scope, from))} --> ${id}`);
    }
  }
  return [...boxes, ...arrows];
};

const label = (step: Step): string =>
  `${escaped(step.name)}<br/>${escaped(step.agent)}<br/>${step.status}`;

const escaped = (text: string): string =>
  text.replace(/[&<>"#]/g, (char) => `#${char.charCodeAt(0)};`);
