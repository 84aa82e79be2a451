import { undoingChildren } from "../core/compensation/undoing-children.ts";
import type { WorkflowRow } from "../core/project/row.ts";
import { openChildren } from "../core/state/open-children.ts";
import { isFinalWorkflow } from "../core/state/status.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { type Answer, answer } from "./answer.ts";
import { workflowState } from "./find-by-id.ts";
import { nextHint } from "./next-hint.ts";
import type { Ports } from "./ports.ts";
import { readyEntries } from "./ready-entries.ts";

/** Most workflows looked at for one answer. */
const looked = 100;

/** The workflows at work for one, and those at work for them, the nearer first. */
export const helpersOf = async (
  ports: Ports,
  state: WorkflowState,
): Promise<readonly WorkflowState[]> => {
  const found: WorkflowState[] = [];
  const queue = childrenOf(state);
  for (const { id, parent } of queue) {
    if (found.length >= looked) break;
    const child = await workflowState(ports, id);
    // It may not have begun yet, with its id another one's, or its parent may not know yet that it is over.
    if (child.parent?.workflow !== parent || isFinalWorkflow(child.status)) continue;
    found.push(child);
    queue.push(...childrenOf(child));
  }
  return found;
};

const childrenOf = (state: WorkflowState) =>
  [...openChildren(state).keys(), ...undoingChildren(state).keys()].map((id) => ({
    id,
    parent: state.id,
  }));

/**
 * The result of a command with what is ready now in the workflow and in those at work for it; for one that has ended,
 * in the one it worked for. The command itself sees only its own workflow.
 */
export const withFamily = async (
  ports: Ports,
  workflow: string,
  given: Answer,
): Promise<Answer> => {
  if (given.type === "refused" || typeof given.content.ready === "number") return given;
  const own = await workflowState(ports, workflow);
  const state = await stillOpen(ports, own);
  const helpers = await helpersOf(ports, state);
  if (state === own && helpers.length === 0) return given;
  const { ready, ...content } = given.content;
  return answer({
    ...content,
    ...(ready === undefined ? {} : { ready: entriesFrom(ports, own, state, helpers) }),
    next: nextHint(ports, state, helpers),
  });
};

const entriesFrom = (
  ports: Ports,
  own: WorkflowState,
  state: WorkflowState,
  helpers: readonly WorkflowState[],
) => readyEntries(ports, own, own === state ? helpers : [state, ...helpers]);

/** The workflow, or the nearest one it worked for that goes on. */
const stillOpen = async (ports: Ports, state: WorkflowState): Promise<WorkflowState> => {
  let here = state;
  while (isFinalWorkflow(here.status) && here.parent !== null) {
    here = await workflowState(ports, here.parent.workflow);
  }
  return here;
};

/** Those of the workflows that work for another one of them, with its id. */
export const parentsAmong = async (
  ports: Ports,
  rows: readonly WorkflowRow[],
): Promise<ReadonlyMap<string, string>> => {
  const open = new Set(rows.map(({ workflow }) => workflow));
  const parents = new Map<string, string>();
  for (const { workflow } of rows) {
    const { parent } = await workflowState(ports, workflow);
    if (parent !== null && open.has(parent.workflow)) parents.set(workflow, parent.workflow);
  }
  return parents;
};
