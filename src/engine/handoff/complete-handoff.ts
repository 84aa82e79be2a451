import type { IntentOf } from "../../core/command/intent-of.ts";
import type { Blob } from "../../core/port/unit.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { factsOf } from "../agent-directory.ts";
import type { Answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { doDue } from "../due/do-due.ts";
import { type KeepAlive, leaseKey } from "../due/keep-alive.ts";
import { withFamily } from "../family.ts";
import { findHandoff, workflowState } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import type { Completed } from "./amendment-in.ts";
import type { CompleteHandoffInput } from "./complete-handoff-input.ts";
import { completedContent } from "./completed-content.ts";
import { gatherCompletion } from "./gather-completion.ts";
import { recoveryAgents } from "./recovery-agents.ts";

type EndIntent = IntentOf<"complete"> | IntentOf<"fail"> | IntentOf<"ask">;

/** Ends an attempt: with a result that fulfils the contract, with a failure, or with questions. */
export const completeHandoff = async (
  ports: Ports,
  held: KeepAlive,
  input: CompleteHandoffInput,
  caller: Caller,
): Promise<Answer> => {
  const bad = guardStatus(input);
  if (bad !== null) return bad;
  const row = await findHandoff(ports, input.handoff_id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const before = await workflowState(ports, row.workflow);
  const step = before.steps.get(row.step);
  const ending = await endIntent(ports, input, row.step, { state: before, step, caller });
  if ("code" in ending) return ending;
  const { intent, blobs } = ending;
  const lease = step?.lease ?? null;
  const named = lease?.named ?? true;
  const attempt = step?.attempts.length ?? 0;
  const result = await runCommand(ports, {
    stream: row.workflow,
    intent,
    caller: {
      ...caller,
      actor:
        step === undefined ? caller.actor : { ...caller.actor, kind: "agent", name: step.agent },
    },
    ids: 4 + (input.artifacts?.length ?? 0),
    agents: factsOf(ports, step === undefined ? [] : recoveryAgents(step)),
    blobs,
    content: (after, before) =>
      completedContent(ports, asWorkflow(after), {
        step: stepIn(asWorkflow(before), row.step),
        attempt,
        named,
        summary: input.summary,
      }),
  });
  if (lease !== null) await forget(ports, held, row.workflow, row.step, lease.fence);
  return withFamily(ports, row.workflow, result);
};

const stepIn = (state: WorkflowState, name: string): Step => {
  const step = state.steps.get(name);
  if (step === undefined) throw new Error(`no step ${name} in ${state.id}`);
  return step;
};

const endIntent = async (
  ports: Ports,
  input: CompleteHandoffInput,
  name: string,
  of: Completed,
): Promise<{ readonly intent: EndIntent; readonly blobs: readonly Blob[] } | Refusal> => {
  const { lease_token: token, summary } = input;
  switch (input.status) {
    case "failed": {
      const { category, message, step: where, suggestion } = input.error ?? { message: summary };
      const error = {
        category: category ?? null,
        message,
        step: where ?? null,
        suggestion: suggestion ?? null,
      };
      const tokensUsed = input.tokens_used ?? null;
      return { intent: { type: "fail", step: name, token, summary, error, tokensUsed }, blobs: [] };
    }
    case "needs_input": {
      const questions = input.questions ?? [];
      return { intent: { type: "ask", step: name, token, summary, questions }, blobs: [] };
    }
    case "completed": {
      const gathered = await gatherCompletion(ports, input, of);
      if ("code" in gathered) return gathered;
      const { completion, blobs } = gathered;
      return { intent: { type: "complete", step: name, completion }, blobs };
    }
  }
};

const guardStatus = (input: CompleteHandoffInput): Refusal | null => {
  if (input.status === "needs_input" && (input.questions ?? []).length === 0) {
    return refuse(
      "invalid_input",
      "status needs_input comes without questions.",
      "Give the questions a human has to answer, one string each.",
    );
  }
  if (input.status !== "failed" && input.error !== undefined) {
    return refuse(
      "invalid_input",
      `status ${input.status} comes with an error.`,
      "Use status failed to report an error, or leave error out.",
    );
  }
  if (input.status !== "needs_input" && (input.questions ?? []).length > 0) {
    return refuse(
      "invalid_input",
      `status ${input.status} comes with questions.`,
      "Use status needs_input to ask, or leave questions out.",
    );
  }
  return null;
};

/** Stops renewing a lease that is over. */
const forget = async (
  ports: Ports,
  held: KeepAlive,
  workflow: string,
  name: string,
  fence: number,
): Promise<void> => {
  if (!held.has(leaseKey(workflow, fence))) return;
  const state = await workflowState(ports, workflow);
  if (state.steps.get(name)?.lease?.fence !== fence) held.delete(leaseKey(workflow, fence));
};
