import { evolve } from "../../src/core/evolve/evolve.ts";
import { history } from "../../src/core/history.ts";
import { initialState, type StreamState } from "../../src/core/state/stream-state.ts";
import type { WorkflowState } from "../../src/core/state/workflow-state.ts";
import { checkWorkflow } from "../core/spec/invariants.ts";
import { plain } from "../core/spec/plain.ts";
import type { Model } from "./model.ts";
import type { Real } from "./real.ts";

/** Throws when what always holds does not hold of a workflow that has changed since. */
export const checkChanged = async (model: Model, real: Real): Promise<void> => {
  for (const { workflow: id, version } of await real.store.workflows(all)) {
    const before = model.seen.get(id) ?? 0;
    if (version === before) continue;
    const state = await workflowIn(real, id);
    claimThat(state.version > before, "history only grows");
    model.seen.set(id, state.version);
    checkWorkflow(state);
    const events = await real.store.events(id, 0, 1_000_000);
    const folded = history(events).reduce<StreamState>(evolve, initialState(id));
    const same = JSON.stringify(plain(folded)) === JSON.stringify(plain(state));
    claimThat(same, `the fold of the events of ${id} is its state`);
  }
};

const all = { open: false, limit: 1000, offset: 0 };

/** A workflow's state. */
export const workflowIn = async (real: Real, id: string): Promise<WorkflowState> => {
  const state = await real.store.state(id);
  if (state.kind !== "workflow") throw new Error(`${id} is no workflow`);
  return state;
};

/** Names of the steps that are completed. */
export const completedIn = ({ steps }: WorkflowState): readonly string[] =>
  [...steps.values()]
    .filter(({ status }) => status === "completed")
    .map(({ name }) => name)
    .sort();

/** Throws where something does not hold. */
export const claimThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`broken: ${what}`);
};

/** What a completion says of the criteria of a handoff: that all are met. */
export const criteriaOf = async (real: Real, handoff: string): Promise<readonly object[]> => {
  const [row] = await real.store.handoffsLike(handoff, 1);
  if (row === undefined) return [];
  const step = (await workflowIn(real, row.workflow)).steps.get(row.step);
  return (step?.contract.payload.expected_output.acceptance_criteria ?? []).map((_, i) => ({
    criterion: `C${i + 1}`,
    met: true,
    evidence: "seen",
  }));
};
