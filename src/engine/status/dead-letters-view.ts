import type { JsonObject } from "../../core/json.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import { type Answer, answer } from "../answer.ts";
import { workflowState } from "../find-by-id.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { nextCursor, type PageInput, pageOf } from "./page.ts";

/** The dead letters of all workflows, newest first. */
export const deadLettersView = async (ports: Ports, input: PageInput): Promise<Answer> => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const { limit, offset } = page;
  const rows = await ports.store.failed({ limit: limit + 1, offset });
  const letters = await Promise.all(rows.slice(0, limit).map((row) => deadLetter(ports, row)));
  return answer({
    dead_letters: letters,
    ...nextCursor(page, rows.length > limit),
    next:
      letters.length === 0
        ? "No step stays failed. Failures of one workflow: give its workflow_id."
        : "control_workflow with retry_step tries one again. The user can retry many with: baton failures retry",
  });
};

const deadLetter = async (ports: Ports, row: HandoffRow): Promise<JsonObject> => {
  const { workflow, handoff, step, agent, since } = row;
  const state = await workflowState(ports, workflow);
  const found = state.steps.get(step);
  return {
    workflow_id: workflow,
    title: state.title,
    step,
    handoff_id: handoff,
    agent,
    attempts: found?.attempts.length ?? 0,
    reason: found?.reason ?? "",
    since: iso(since),
  };
};
