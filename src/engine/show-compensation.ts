import { compensateOf } from "../core/compensation/what-to-undo.ts";
import { compensable } from "../core/decide/compensate/compensate.ts";
import type { JsonObject } from "../core/json.ts";
import type { Refusal } from "../core/refusal.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { doDue } from "./due/do-due.ts";
import { findWorkflow, workflowState } from "./find-by-id.ts";
import type { Ports } from "./ports.ts";

/** What undoing a workflow would mean, with the text a human is shown before it is done. */
export interface ShownCompensation {
  readonly type: "compensation";
  readonly workflow: string;
  readonly shown: string;
  /** SHA-256 of what is shown, which the confirmation holds for. */
  readonly hash: string;
  /** The handoff it is undone from; null for everything. */
  readonly from: string | null;
  /** Steps in the order they would be undone. */
  readonly undo: readonly string[];
  /** Steps nobody can undo. */
  readonly stays: readonly string[];
}

/** Lists what would be undone and what would stay. Undoes nothing. */
export const showCompensation = async (
  ports: Ports,
  id: string,
  step: string | null,
): Promise<ShownCompensation | Refusal> => {
  const row = await findWorkflow(ports, id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const state = await workflowState(ports, row.workflow);
  const found = compensable(state, step);
  if (found.type === "refused") return found;
  const open = [...state.steps.values()].filter(({ status }) => status === "active");
  const lines = [
    `Undo work of workflow "${state.title}" (${state.id}), which is ${state.status}?`,
    ...found.undo.map(
      (each, i) => `${i + 1}. ${each.name}: undone by ${compensateOf(state, each)?.agent ?? ""}`,
    ),
    ...(found.stays.length === 0 ? [] : [`Cannot be undone and stays: ${found.stays.join(", ")}.`]),
    ...(open.length === 0
      ? []
      : [`Is stopped: ${open.map(({ name, agent }) => `${name} (${agent})`).join(", ")}.`]),
  ];
  const shown = lines.join("\n");
  return {
    type: "compensation",
    workflow: row.workflow,
    shown,
    hash: ports.sha256(shown),
    from: found.from?.handoffId ?? null,
    undo: found.undo.map(({ name }) => name),
    stays: found.stays,
  };
};

/** How far the undoing of a workflow is; nothing when there was none. */
export const compensationView = (state: WorkflowState): JsonObject => {
  const { compensation } = state;
  if (compensation === null) return {};
  const isUndone = (name: string) => state.steps.get(name)?.status === "compensated";
  return {
    compensation: {
      undone: compensation.steps.filter(isUndone),
      [compensation.over ? "left" : "to_undo"]: compensation.steps.filter(
        (name) => !isUndone(name),
      ),
      stays: compensation.stays,
    },
  };
};
