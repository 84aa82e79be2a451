import type { JsonObject } from "../../core/json.ts";
import type { Flow } from "../../core/state/flow.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import type { Ports } from "../ports.ts";
import { progressOf } from "../ready-entries.ts";
import { stepsInOrder } from "../steps-in-order.ts";
import { forecast } from "../workflow/forecast.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** Most stages to come that are shown. */
const stagesShown = 50;

/** The steps in order of creation, with what each needs, the waves they can run in, and what is to come of a plan. */
export const planView = async (
  ports: Ports,
  state: WorkflowState,
  input: PageInput,
): Promise<Answer> => {
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
    ...workflowsOf(state),
    waves: wavesOf(state).slice(0, 50),
    ...(state.flow === null ? {} : { plan: await planLine(ports, state.flow) }),
    ...nextCursor(page, steps.length > page.offset + page.limit),
  });
};

/** The workflows that do the work of its stages. */
const workflowsOf = ({ flow }: WorkflowState): JsonObject => {
  const used = [...(flow?.nodes.values() ?? [])].flatMap(({ key, child, status }) =>
    child === null ? [] : [{ step: key, workflow_id: child.workflow, status }],
  );
  return used.length === 0 ? {} : { workflows: used.slice(0, 50) };
};

/** The plan that is followed now: which it is, its longest way, and its stages that have not started. */
const planLine = async (ports: Ports, { plan, nodes, amendments }: Flow): Promise<JsonObject> => {
  const toCome = plan.root.nodes.filter(({ name }) => nodes.get(name)?.status === "pending");
  const { critical_path: longest } = await forecast(ports, plan);
  return {
    name: plan.name,
    version: plan.version,
    amendments: amendments.length,
    ...(longest === undefined ? {} : { critical_path: longest }),
    to_come: toCome
      .slice(0, stagesShown)
      .map(({ name, edges }) => ({ stage: name, follows: edges.map(({ from }) => from) })),
    ...(toCome.length > stagesShown ? { more: toCome.length - stagesShown } : {}),
  };
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
