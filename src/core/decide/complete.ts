import type { Completion } from "../command/completion.ts";
import type { IntentOf } from "../command/intent-of.ts";
import { planNode } from "../plan/plan-scope.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { sameData } from "../same-data.ts";
import type { Step, StepResult } from "../state/step.ts";
import { guardArtifacts } from "./add-artifact.ts";
import { guardPlanKnown, replacePlan } from "./change-plan.ts";
import { autoCheckpoint } from "./checkpoint.ts";
import { compensationSettled } from "./compensate/compensation-settled.ts";
import { checksNotRun, contractGaps, deliverableOf } from "./contract-gaps.ts";
import type { Draft } from "./draft.ts";
import { planClashes } from "./flow/plan-clashes.ts";
import { outputFaults } from "./flow/step-settled.ts";
import { followSuccess } from "./follow-success.ts";
import { guardLease, type HeldStep } from "./guard-lease.ts";
import { recover } from "./recover.ts";
import { announceSettled } from "./settle.ts";
import { shortId } from "./short-id.ts";

/** From this refusal on, the agent is told to give up. */
export const refusalsUntilAdvice = 3;
/** This refusal fails the attempt. */
export const refusalsUntilFailure = 5;

/** Accepts a completion that fulfils the contract; lists what is missing from one that does not. */
export const complete = (draft: Draft, intent: IntentOf<"complete">): Refusal | undefined => {
  const { completion } = intent;
  const held = guardLease(draft.state().steps.get(intent.step), completion.token);
  if (held.type === "refused") return held;
  const { step, attempt } = held;
  const full = guardArtifacts(draft.state(), completion.artifacts.length);
  if (full !== null) return full;
  const { flow } = draft.state();
  const change = completion.amendment?.type === "proposed" ? completion.amendment.change : null;
  const stale = flow === null || change === null ? null : guardPlanKnown(flow, change);
  if (stale !== null) return stale;
  const expected = step.contract.payload.expected_output;
  const gaps = [
    ...contractGaps(expected, completion, draft.rules),
    ...outputFaults(draft, step, completion.outputs),
    ...amendmentFaults(draft, completion),
  ];
  const missing = gaps.length > 0 ? gaps : checksNotRun(expected, completion);
  if (missing.length > 0) {
    return refuseCompletion(draft, held, missing, completion.tokensUsed);
  }
  const artifacts: string[] = [];
  for (const { exists: _, ...facts } of completion.artifacts) {
    const id = shortId("art", draft.takeId());
    const deliverable = deliverableOf(expected.deliverables, facts);
    draft.emit({
      type: "artifact_added",
      artifact: { ...facts, deliverable, id, agent: step.agent, step: step.name },
    });
    artifacts.push(id);
  }
  const result: StepResult = {
    summary: completion.summary,
    outputs: completion.storedOutputs,
    artifacts,
    criteria: completion.criteria,
    checks: completion.checks,
    decisions: completion.decisions,
    learnings: completion.learnings,
    tokensUsed: completion.tokensUsed,
  };
  draft.emit({ type: "attempt_completed", step: step.name, attempt, result });
  if (flow !== null && change !== null && !sameData(flow.plan, change.plan)) {
    replacePlan(draft, flow, change);
  }
  compensationSettled(draft, step.name);
  announceSettled(draft, step.name, completion.outputs);
  followSuccess(draft, step.name);
  if (checkpointAfter(draft, step)) autoCheckpoint(draft, `after ${step.name}`, completion.git);
  return undefined;
};

/** A plan may want a step's checkpoint elsewhere. */
const checkpointAfter = (draft: Draft, step: Step): boolean => {
  const { flow } = draft.state();
  if (flow === null || step.origin.kind !== "plan") return true;
  const node = planNode(flow, step.name);
  return node.kind !== "agent" || node.checkpoint === "after" || node.checkpoint === "both";
};

/** What is wrong with the change of the plan that the completion carries. */
const amendmentFaults = (draft: Draft, { amendment }: Completion): readonly string[] => {
  if (amendment === null) return [];
  if (amendment.type === "faulty") return amendment.faults;
  const state = draft.state();
  const clashes =
    state.flow === null
      ? [`workflow ${state.id} follows no plan`]
      : planClashes(state, state.flow, amendment.change.plan);
  return clashes.map((clash) => `outputs.amendment: ${clash}`);
};

const refuseCompletion = (
  draft: Draft,
  held: HeldStep,
  missing: readonly string[],
  tokensUsed: number | null,
): Refusal => {
  const { step, attempt } = held;
  const refusals = (step.attempts.at(-1)?.refusals ?? 0) + 1;
  draft.emit({ type: "completion_refused", step: step.name, attempt, refusals, missing });
  const details = { missing, refusals, attempts_left: refusalsUntilFailure - refusals };
  const list = missing.map((line) => `- ${line}`).join("\n");
  if (refusals >= refusalsUntilFailure) {
    const message = `The completion did not meet the contract ${refusals} times: ${missing.join("; ")}`;
    // Not inferred: the output of a failed check may speak of anything.
    const error = { category: "code_error", message, step: null, suggestion: null } as const;
    recover(draft, step.name, { summary: "contract not met", error, tokensUsed });
    return refuse(
      "contract_not_met",
      `The contract was not met for the ${refusals}th time, so this attempt has failed:\n${list}`,
      "Stop: the lease is over. Report this line as your result.",
      { ...details, lease_kept: false },
    );
  }
  return refuse(
    "contract_not_met",
    `The contract is not met yet:\n${list}`,
    refusals >= refusalsUntilAdvice
      ? "If you cannot meet it, call complete_handoff with status failed and say why; otherwise mend what is missing and complete again."
      : "Mend what is missing and call complete_handoff again with the same lease_token; you keep the lease.",
    { ...details, lease_kept: true },
  );
};
