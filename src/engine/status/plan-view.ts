import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { progressOf } from "../ready-entries.ts";
import { stepsInOrder } from "../steps-in-order.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** The steps in order of creation, with what each needs, and the waves they can run in. */
export const planView = (state: WorkflowState, input: PageInput): Answer => {
  const page = pageOf(input, 30);
  if ("code" in page) return page;
  const steps = stepsInOrder(state);
  const shown = slicePage(steps, page);
  return answer({
    workflow_id: state.id,
    status: state.status,
    progress: progressOf(state),
    steps: shown.map((step) => ({
      step: step.name,
      handoff_id: step.handoffId,
      agent: step.agent,
      status: step.status,
      ...(step.reason === "" ? {} : { reason: step.reason }),
      needs: step.needs,
      attempts: step.attempts.length,
    })),
    waves: wavesOf(state).slice(0, 50),
    ...nextCursor(page, steps.length > page.offset + page.limit),
  });
};

/** Steps grouped so that each group needs only earlier ones. */
const wavesOf = (state: WorkflowState): readonly (readonly string[])[] => {
  const depth = new Map<string, number>();
  const waves: string[][] = [];
  const visit = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    const needs = state.steps.get(name)?.needs ?? [];
    const level = needs.length === 0 ? 0 : 1 + Math.max(...needs.map(visit));
    depth.set(name, level);
    return level;
  };
  for (const step of stepsInOrder(state)) {
    const level = visit(step.name);
    waves[level] = [...(waves[level] ?? []), step.name];
  }
  return waves;
};
