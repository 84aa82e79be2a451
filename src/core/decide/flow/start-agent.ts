import type { NewHandoff } from "../../command/command.ts";
import type { AgentNode } from "../../plan/plan.ts";
import { stepsBefore } from "../../plan/steps-before.ts";
import { addHandoff } from "../create-handoff.ts";
import type { Draft } from "../draft.ts";
import { interpolateIn } from "./evaluate.ts";
import { failNode } from "./fail-node.ts";
import { flowOf, instanceOf } from "./flow-of.ts";

/** Makes the handoff of an agent's node. */
export const startAgent = (draft: Draft, key: string, plan: AgentNode): void => {
  const { scope } = instanceOf(draft, key);
  const task = interpolateIn(draft, scope, plan.task);
  if (task.type === "error") {
    failNode(draft, key, `task: ${task.message}`);
    return;
  }
  if (plan.checkpoint === "before" || plan.checkpoint === "both") draft.risky.push(key);
  const name = plan.agent ?? "";
  const facts = draft.command.agents.find((agent) => agent.name === name);
  const phase = facts?.phase ?? "BUILD";
  const handoff: NewHandoff = {
    step: key,
    from: { name: "system", version: "1.0.0", phase },
    to: {
      name,
      ...(plan.capabilities.length === 0 ? {} : { required_capabilities: plan.capabilities }),
      priority: plan.priority,
    },
    phase,
    payload: {
      context: { feature_description: task.text },
      expected_output: plan.expects,
      on_success: { action: "complete" },
      on_failure: plan.onFailure,
    },
    needs: stepsBefore(flowOf(draft), key).filter((step) => draft.state().steps.has(step)),
    resources: plan.resources,
    uses: plan.uses,
    timeoutSeconds: plan.timeoutSeconds ?? facts?.timeoutSeconds ?? null,
    backoff: plan.backoff,
  };
  addHandoff(draft, key, handoff, { kind: "plan", of: key });
};
