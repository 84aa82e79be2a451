import type { ReportedError } from "../../core/recovery/category.ts";
import type { TokenUsage } from "../../core/state/step.ts";
import { factsOf } from "../agent-directory.ts";
import { doDue } from "../due/do-due.ts";
import { findHandoff, workflowState } from "../find-by-id.ts";
import { recoveryAgents } from "../handoff/recovery-agents.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { claimsOf } from "./client-claims.ts";

/** Ends what an agent still holds that will not report any more. */
export const failClaims = async (
  ports: Ports,
  uses: readonly string[],
  error: ReportedError,
  caller: Caller,
): Promise<void> => {
  for (const { workflow, step: name, token } of await claimsOf(ports, uses)) {
    if (token === null) continue;
    await doDue(ports, workflow);
    const step = (await workflowState(ports, workflow)).steps.get(name);
    await runCommand(ports, {
      stream: workflow,
      intent: {
        type: "fail",
        step: name,
        token,
        summary: error.message,
        error,
        tokensUsed: null,
      },
      caller,
      ids: 4,
      agents: () => factsOf(ports, step === undefined ? [] : recoveryAgents(step)),
      content: () => ({}),
    });
  }
};

/** Records what ended claims consumed; `usage` is by tool use. */
export const measureClaims = async (
  ports: Ports,
  usage: ReadonlyMap<string, TokenUsage>,
  caller: Caller,
): Promise<void> => {
  for (const { workflow, step, use, token } of await claimsOf(ports, [...usage.keys()])) {
    const measured = usage.get(use);
    if (token !== null || measured === undefined) continue;
    await runCommand(ports, {
      stream: workflow,
      intent: { type: "measure_usage", step, use, usage: measured },
      caller,
      ids: 0,
      agents: () => [],
      content: () => ({}),
    });
  }
};

/** Pauses the workflow of a handoff, so that no more agents are sent into the same wall. */
export const pauseFor = async (
  ports: Ports,
  handoff: string,
  reason: string,
  caller: Caller,
): Promise<void> => {
  const row = await findHandoff(ports, handoff);
  if ("code" in row) return;
  await runCommand(ports, {
    stream: row.workflow,
    intent: { type: "pause", reason },
    caller,
    ids: 4,
    agents: () => [],
    content: () => ({}),
  });
};
