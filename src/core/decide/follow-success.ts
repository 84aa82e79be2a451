import { outsiders } from "../command/agent-facts.ts";
import type { NewHandoff } from "../command/command.ts";
import type { Step } from "../state/step.ts";
import { addHandoff, freeName } from "./create-handoff.ts";
import type { Draft } from "./draft.ts";
import { openTask } from "./open-task.ts";
import { resultArtifacts } from "./result-artifacts.ts";

/** Returns a `loop` makes to one agent before a human is asked. */
export const loopLimit = 5;

/** Does what the contract says follows success: the next agent's handoff, or a return to the one it came from. */
export const followSuccess = (draft: Draft, name: string): void => {
  const step = draft.step(name);
  const { action, next_agent: next } = step.contract.payload.on_success;
  if (action === "loop") returnToSender(draft, step);
  else if (next !== undefined) {
    addHandoff(draft, freeName(draft.state(), next), successor(draft, step, next), {
      kind: "next_agent",
      of: name,
    });
  }
};

const returnToSender = (draft: Draft, step: Step): void => {
  const sender = step.contract.from_agent.name;
  if (outsiders.has(sender)) return;
  const round = (draft.state().loops.get(`${step.agent}>${sender}`) ?? 0) + 1;
  if (round > loopLimit) {
    openTask(draft, {
      kind: "loop_limit",
      step: step.name,
      title: `${step.agent} and ${sender} have gone round ${loopLimit} times`,
      body: `Last result: ${step.result?.summary ?? ""}`,
      questions: [],
      options: ["retry", "skip", "abort"],
    });
    return;
  }
  returnRound(draft, step.name, round);
};

/** Sends a completed step's result back to the agent that asked for it. */
export const returnRound = (draft: Draft, name: string, round: number): void => {
  const step = draft.step(name);
  const sender = step.contract.from_agent.name;
  draft.emit({ type: "loop_returned", from: step.agent, to: sender, round });
  const back = successor(draft, step, sender);
  const note = `Round ${round} of ${loopLimit} between ${sender} and ${step.agent}. If more is needed, create a handoff back to ${step.agent} with on_success loop.`;
  const { context } = back.payload;
  addHandoff(
    draft,
    freeName(draft.state(), sender),
    {
      ...back,
      payload: {
        ...back.payload,
        context: { ...context, constraints: [...(context.constraints ?? []), note] },
      },
    },
    { kind: "loop", of: name },
  );
};

/** A handoff that carries on from a completed step: its results as context, no inherited deliverables. */
const successor = (draft: Draft, step: Step, agent: string): NewHandoff => {
  const facts = draft.command.agents.find((each) => each.name === agent);
  const { payload, to_agent: from, state } = step.contract;
  const artifacts = resultArtifacts(draft.state(), step.result);
  return {
    step: null,
    from: {
      name: step.agent,
      version: draft.command.agents.find((each) => each.name === step.agent)?.version ?? "1.0.0",
      phase: draft.command.agents.find((each) => each.name === step.agent)?.phase ?? "BUILD",
    },
    to: { name: agent, priority: from.priority },
    phase: facts?.phase ?? step.contract.from_agent.phase,
    payload: {
      context: {
        feature_description: payload.context.feature_description,
        previous_decisions: [
          `${step.agent} (${state.current_phase}) reports: ${step.result?.summary ?? ""}`,
          ...(step.result?.decisions ?? []),
        ],
        ...(payload.context.constraints === undefined
          ? {}
          : { constraints: payload.context.constraints }),
      },
      ...(artifacts.length === 0 ? {} : { artifacts }),
      expected_output: { deliverables: [], acceptance_criteria: [] },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "retry", max_retries: facts?.maxRetries ?? 3 },
    },
    needs: [step.name],
    resources: [],
    timeoutSeconds: facts?.timeoutSeconds ?? null,
    backoff: null,
  };
};
