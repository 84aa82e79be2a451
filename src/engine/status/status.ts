import { type Refusal, refuse } from "../../core/refusal.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { findHandoff, findWorkflow, workflowState } from "../find-by-id.ts";
import type { Ports } from "../ports.ts";
import { auditView } from "./audit-view.ts";
import { checkpointsView } from "./checkpoints-view.ts";
import { deadLettersView } from "./dead-letters-view.ts";
import { failuresView } from "./failures-view.ts";
import { handoffView } from "./handoff-view.ts";
import { metricsView } from "./metrics-view.ts";
import { planView } from "./plan-view.ts";
import { projectView } from "./project-view.ts";
import { summaryView } from "./summary-view.ts";
import { tasksView } from "./tasks-view.ts";
import { timelineView } from "./timeline-view.ts";
import type { statusViews } from "./views.ts";
import { waitForChange } from "./wait-for-change.ts";

/** Arguments of status. */
export interface StatusInput {
  readonly workflow_id?: string | undefined;
  readonly handoff_id?: string | undefined;
  readonly view?: (typeof statusViews)[number] | undefined;
  readonly wait_seconds?: number | undefined;
  readonly since_version?: number | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly response_format?: "concise" | "detailed" | undefined;
}

/** Shows where work stands. Never writes, but what is overdue is done first by whoever serves. */
export const status = async (ports: Ports, input: StatusInput): Promise<Answer> => {
  const found = await subject(ports, input);
  if (found !== null && "code" in found) return found;
  if ((input.wait_seconds ?? 0) > 0) await waitForChange(ports, found?.workflow ?? null, input);
  if (found === null) return projectViewOf(ports, input);
  const state = await workflowState(ports, found.workflow);
  if (found.step !== null && (input.view ?? "summary") === "summary") {
    const step = state.steps.get(found.step);
    return step === undefined ? abandoned(found.workflow) : handoffView(ports, state, step);
  }
  return viewOf(ports, state, input);
};

const projectViewOf = (ports: Ports, input: StatusInput): Promise<Answer> => {
  if (input.view === "tasks") return tasksView(ports, null, input);
  if (input.view === "failures") return deadLettersView(ports, input);
  return input.view === "metrics" ? metricsView(ports, null, input) : projectView(ports, input);
};

const viewOf = async (ports: Ports, state: WorkflowState, input: StatusInput): Promise<Answer> => {
  switch (input.view ?? "summary") {
    case "summary":
      return answer(await summaryView(ports, state, input.response_format === "detailed"));
    case "plan":
      return planView(ports, state, input);
    case "timeline":
      return timelineView(ports, state, input);
    case "checkpoints":
      return checkpointsView(state, input);
    case "metrics":
      return metricsView(ports, state.id, input);
    case "failures":
      return failuresView(state, input);
    case "tasks":
      return tasksView(ports, state, input);
    case "audit":
      return auditView(ports, state, input);
  }
};

/** The workflow (and step) that is asked about; null for the whole project. */
const subject = async (
  ports: Ports,
  input: StatusInput,
): Promise<{ readonly workflow: string; readonly step: string | null } | Refusal | null> => {
  if (input.handoff_id !== undefined) {
    const row = await findHandoff(ports, input.handoff_id);
    if ("code" in row) return row;
    return { workflow: row.workflow, step: row.step };
  }
  if (input.workflow_id !== undefined) {
    const row = await findWorkflow(ports, input.workflow_id);
    return "code" in row ? row : { workflow: row.workflow, step: null };
  }
  if (input.view === undefined || ofProject.has(input.view)) return null;
  const open = await ports.store.workflows({ open: true, limit: 2, offset: 0 });
  const [only] = open;
  if (only !== undefined && open.length === 1) return { workflow: only.workflow, step: null };
  return refuse(
    "invalid_input",
    `view ${input.view} is about one workflow, and ${open.length === 0 ? "none is unfinished" : "several are unfinished"}.`,
    "Give workflow_id; status without arguments lists them.",
  );
};

/** Views that also show the whole project. */
const ofProject: ReadonlySet<string> = new Set(["summary", "tasks", "metrics", "failures"]);

const abandoned = (workflow: string): Refusal =>
  refuse(
    "stale_lease",
    `That handoff no longer exists: workflow ${workflow} was rewound past it.`,
    `Call status with workflow_id ${workflow} to see what is there now.`,
  );
