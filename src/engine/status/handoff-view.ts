import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { runEntry } from "../agent-directory.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import { nextHint } from "../next-hint.ts";
import type { Ports } from "../ports.ts";
import { loadValue } from "../value.ts";

/** One handoff: its contract in short, its attempts, and its result. */
export const handoffView = async (
  ports: Ports,
  state: WorkflowState,
  step: Step,
): Promise<Answer> => {
  const { payload, from_agent: from } = step.contract;
  const outputs = step.result?.outputs ?? null;
  return answer({
    handoff_id: step.handoffId,
    workflow_id: state.id,
    step: step.name,
    status: step.status,
    ...(step.reason === "" ? {} : { reason: step.reason }),
    agent: step.agent,
    from_agent: from.name,
    task: payload.context.feature_description,
    deliverables: payload.expected_output.deliverables,
    acceptance_criteria: payload.expected_output.acceptance_criteria,
    needs: step.needs,
    attempts: step.attempts.map((attempt) => ({
      number: attempt.number,
      agent: attempt.agent,
      started_at: iso(attempt.startedAt),
      ...(attempt.endedAt === null ? {} : { ended_at: iso(attempt.endedAt) }),
      end: attempt.end,
      ...(attempt.error === null
        ? {}
        : { category: attempt.error.category, error: attempt.error.message }),
    })),
    ...(step.lease === null ? {} : { lease_expires_at: iso(step.lease.expiresAt) }),
    ...(step.dueAt === null ? {} : { due_at: iso(step.dueAt) }),
    ...(step.result === null
      ? {}
      : {
          result: {
            summary: step.result.summary,
            decisions: step.result.decisions,
            artifacts: step.result.artifacts.flatMap((id) => {
              const artifact = state.artifacts.get(id);
              return artifact === undefined ? [] : [artifact.path];
            }),
            ...(outputs === null ? {} : { outputs: await loadValue(ports, outputs) }),
          },
        }),
    ...(step.status === "ready" ? { run: runEntry(ports, step.agent, step.handoffId) } : {}),
    next: nextHint(ports, state),
  });
};
