import type { JsonObject } from "../core/json.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { findHandoff, workflowState } from "./find-by-id.ts";
import { iso } from "./iso.ts";
import type { Ports } from "./ports.ts";
import { progressOf } from "./ready-entries.ts";
import { stepsInOrder } from "./steps-in-order.ts";

/** A workflow's state as a document to read. */
export const workflowDocument = (state: WorkflowState): JsonObject => ({
  workflow_id: state.id,
  title: state.title,
  status: state.status,
  reason: state.reason,
  version: state.version,
  created_at: iso(state.createdAt),
  updated_at: iso(state.updatedAt),
  progress: progressOf(state),
  steps: stepsInOrder(state).map((step) => ({
    step: step.name,
    handoff_id: step.handoffId,
    agent: step.agent,
    status: step.status,
    reason: step.reason,
    needs: step.needs,
    attempts: step.attempts.length,
    ...(step.result === null ? {} : { summary: step.result.summary }),
  })),
  memory: [...state.memory.keys()],
  artifacts: [...state.artifacts.values()].map(({ id, path, type, agent, sha256 }) => ({
    artifact_id: id,
    path,
    type,
    agent,
    sha256,
  })),
  tasks: [...state.tasks.values()].map(({ id, kind, title, status }) => ({
    task_id: id,
    kind,
    title,
    status,
  })),
});

/** A handoff's contract exactly as agreed, with what became of it; null when there is none. */
export const handoffDocument = async (ports: Ports, id: string): Promise<JsonObject | null> => {
  const row = await findHandoff(ports, id);
  if ("code" in row) return null;
  const step = (await workflowState(ports, row.workflow)).steps.get(row.step);
  if (step === undefined) return null;
  const contract: JsonObject = JSON.parse(JSON.stringify(step.contract));
  return {
    contract,
    status: step.status,
    reason: step.reason,
    attempts: step.attempts.map((attempt) => ({
      number: attempt.number,
      agent: attempt.agent,
      started_at: iso(attempt.startedAt),
      ended_at: attempt.endedAt === null ? null : iso(attempt.endedAt),
      end: attempt.end,
      error: attempt.error?.message ?? null,
    })),
    ...(step.result === null
      ? {}
      : { summary: step.result.summary, decisions: step.result.decisions }),
  };
};
