import { labelOf, stands, type ToUndo } from "../core/compensation/what-to-undo.ts";
import { compensable, nothingToUndo } from "../core/decide/compensate/compensate.ts";
import { doneSince } from "../core/decide/compensate/return-undone.ts";
import type { JsonObject } from "../core/json.ts";
import { oneLine } from "../core/one-line.ts";
import type { CheckpointRow } from "../core/project/row.ts";
import type { Refusal } from "../core/refusal.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { asWorkflow } from "./as-workflow.ts";
import { doDue } from "./due/do-due.ts";
import { findWorkflow, workflowState } from "./find-by-id.ts";
import type { Ports } from "./ports.ts";
import { findPoint, returnText } from "./resume/find-point.ts";
import { listUndoing } from "./undo-listing.ts";

/** What undoing a workflow would mean, with the text a human is shown before it is done. */
export interface ShownCompensation {
  readonly type: "compensation";
  readonly workflow: string;
  readonly shown: string;
  /** SHA-256 of what is shown, which the confirmation holds for. */
  readonly hash: string;
  /** The handoff, or the stage, it is undone from; null for everything. */
  readonly from: string | null;
  /** In the order it would be undone, with what workflows that stages have used would undo. */
  readonly undo: readonly string[];
  /** What nobody can undo. */
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
  const shown = await shownUndoing(ports, state, found, "");
  const from = found.from === null ? null : nameFor(state, found.from);
  return shown.undo.length === 0 ? nothingToUndo(state.id, shown.stays) : { ...shown, from };
};

/** What would be undone before a return to a point of a workflow. */
export const showReturn = async (
  ports: Ports,
  point: string,
): Promise<ShownCompensation | Refusal> => {
  const found = await findPoint(ports, point);
  if ("code" in found) return found;
  await doDue(ports, found.workflow);
  const state = await workflowState(ports, found.workflow);
  const base = asWorkflow(await ports.store.stateAt(found.workflow, found.version));
  return shownReturn(ports, found, state, base);
};

/** {@link showReturn} from a state to another one, which is that of the point. */
export const shownReturn = async (
  ports: Ports,
  point: CheckpointRow,
  state: WorkflowState,
  base: WorkflowState,
): Promise<ShownCompensation | Refusal> => {
  const since = doneSince(state, base);
  if ("code" in since) return since;
  const then = `, and return ${oneLine(returnText(point))} once that is done`;
  return { ...(await shownUndoing(ports, state, since, then)), from: null };
};

const shownUndoing = async (
  ports: Ports,
  state: WorkflowState,
  found: ToUndo,
  then: string,
): Promise<Omit<ShownCompensation, "from">> => {
  const { undo, stays, stopped } = await listUndoing(ports, state, found);
  const lines = [
    `Undo work of workflow "${oneLine(state.title)}" (${state.id}), which is ${state.status}${then}?`,
    ...undo.map(({ name, by }, i) => `${i + 1}. ${name}: undone by ${by}`),
    ...(stays.length === 0 ? [] : [`Cannot be undone and stays: ${stays.join(", ")}.`]),
    ...(stopped.length === 0 ? [] : [`Is stopped: ${stopped.join(", ")}.`]),
  ];
  const shown = lines.join("\n");
  return {
    type: "compensation",
    workflow: state.id,
    shown,
    hash: ports.sha256(shown),
    undo: undo.map(({ name }) => name),
    stays,
  };
};

/** What a step, or the stage that has used a workflow, is known by. */
const nameFor = ({ steps, flow }: WorkflowState, name: string): string =>
  flow?.started.get(name)?.node ?? steps.get(name)?.handoffId ?? name;

/** How far the undoing of a workflow is; nothing when there was none. */
export const compensationView = (state: WorkflowState): JsonObject => {
  const { compensation } = state;
  if (compensation === null) return {};
  const labels = (left: boolean) =>
    compensation.steps
      .filter((name) => stands(state, name) === left)
      .map((name) => labelOf(state, name));
  return {
    compensation: {
      undone: labels(false),
      [compensation.over ? "left" : "to_undo"]: labels(true),
      stays: compensation.stays,
      ...(compensation.returnsTo === null || compensation.over
        ? {}
        : { returns_to: compensation.returnsTo.checkpoint }),
    },
  };
};
