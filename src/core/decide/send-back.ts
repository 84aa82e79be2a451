import { outsiders } from "../command/agent-facts.ts";
import type { NewHandoff } from "../command/command.ts";
import type { StepError } from "../recovery/category.ts";
import { rollBack, takeBack } from "./compensate/roll-back.ts";
import { addHandoff, freeName } from "./create-handoff.ts";
import type { Draft } from "./draft.ts";

/** Hands a failed step's work back with what is known of the failure; the step waits for the answer and is tried again. */
export const sendBack = (
  draft: Draft,
  name: string,
  error: StepError,
  kind: "replan" | "rollback",
): void => {
  const step = draft.step(name);
  const sender = step.contract.from_agent.name;
  const to = outsiders.has(sender) || sender === step.agent ? "planner" : sender;
  const facts = draft.command.agents.find((agent) => agent.name === to);
  const completed = [...draft.state().steps.values()]
    .filter((each) => each.status === "completed")
    .map((each) => each.name);
  const undone = kind === "rollback" ? rollBack(draft, name) : { steps: [] };
  const again = undone.steps.map((each) => each.name);
  const own = draft.command.agents.find((agent) => agent.name === step.agent);
  const handoff: NewHandoff = {
    step: null,
    from: { name: step.agent, version: own?.version ?? "1.0.0", phase: own?.phase ?? "BUILD" },
    to: { name: to, priority: step.contract.to_agent.priority },
    phase: facts?.phase ?? "PLAN",
    payload: {
      context: {
        feature_description: `${kind === "replan" ? "Plan anew" : "Take back and mend"}: ${step.contract.payload.context.feature_description}`,
        previous_decisions: [
          `failure_reason: ${error.message}`,
          `failed_step: ${name}`,
          `completed_steps: ${completed.join(", ") || "none"}`,
          ...(again.length === 0
            ? []
            : [`undone_steps: ${again.join(", ")} (each is done again when you complete)`]),
          `error_details: ${error.category}${error.step === null ? "" : `, in ${error.step}`}`,
          `suggestion: ${error.suggestion ?? "none given"}`,
        ],
        constraints: [
          `Say in summary and decisions how ${step.agent} should do ${name} now: it is tried again when you complete, with your words in its brief.`,
          ...(step.contract.payload.context.constraints ?? []),
        ],
      },
      expected_output: { deliverables: [], acceptance_criteria: [] },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "retry", max_retries: facts?.maxRetries ?? 3 },
    },
    needs: undone.steps.slice(-1).map((each) => each.undoneBy),
    resources: [],
    timeoutSeconds: facts?.timeoutSeconds ?? null,
    backoff: null,
  };
  const back = addHandoff(draft, freeName(draft.state(), to), handoff, { kind, of: name });
  takeBack(draft, undone, back);
  const unmet = step.unmet + step.needs.filter((need) => again.includes(need)).length + 1;
  draft.emit({ type: "need_added", step: name, need: back, unmet });
};
