import { percentile } from "../../core/brain/percentile.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import { circuitOf } from "../../core/recovery/agent-record.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { factsOf } from "../agent-directory.ts";
import type { Answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { pickLearnings } from "../brain/pick-learnings.ts";
import type { BriefDesk } from "../brief/brief-desk.ts";
import { isOrphaned, reclaim } from "../due/reclaim.ts";
import { workflowState } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { selectBest } from "./choose-agent.ts";
import { leaseContent } from "./lease-content.ts";
import { recoveryAgents } from "./recovery-agents.ts";

/** How a handoff is to be claimed. */
export interface ClaimOptions {
  readonly seconds: number;
  readonly takeOver: boolean;
  readonly named: boolean;
  readonly desk: BriefDesk;
}

/** Claims one handoff for the caller. */
export const claimHandoff = async (
  ports: Ports,
  row: HandoffRow,
  options: ClaimOptions,
  caller: Caller,
): Promise<Answer> => {
  const rerouted = await rerouteIfOpen(ports, row, caller);
  if (rerouted !== null) return rerouted;
  const first = await tryClaim(ports, row, options, caller);
  if (first.type === "content" || first.code !== "not_ready") return first;
  if (!("waiting" in first.details)) return first;
  // What it waits for may be held by somebody who is gone.
  const freed = await reclaim(ports);
  return freed.length > 0 ? tryClaim(ports, row, options, caller) : first;
};

const tryClaim = async (
  ports: Ports,
  row: HandoffRow,
  options: ClaimOptions,
  caller: Caller,
): Promise<Answer> => {
  const state = await workflowState(ports, row.workflow);
  const step = state.steps.get(row.step);
  const learnings = step === undefined ? [] : await pickLearnings(ports, state, step);
  const usualTokens = await tokensBefore(ports, state, row.agent);
  return runCommand(ports, {
    stream: row.workflow,
    intent: {
      type: "claim",
      step: row.step,
      request: {
        seconds: options.seconds,
        secret: ports.clock.newId().slice(0, 6),
        holder: caller.holder,
        session: caller.session,
        use: caller.toolUse ?? null,
        named: options.named,
        takeOver: options.takeOver,
        learnings,
        usualTokens,
        goneFence: isOrphaned(ports, row) ? (row.lease?.fence ?? null) : null,
        limits: await ports.workplace.limits(),
      },
    },
    caller,
    ids: 1,
    ...(step === undefined ? {} : { weigh: await options.desk.prepare(state.id, step, learnings) }),
    agents: factsOf(ports, [row.agent]),
    watch: [row.agent],
    resources: row.resources.length > 0,
    usage: true,
    content: (after) => leaseContent(asWorkflow(after), row.step, true),
  });
};

/** What the agent's work took before, in the middle, where a limit asks for it; null when nobody told. */
const tokensBefore = async (
  ports: Ports,
  { flow }: WorkflowState,
  agent: string,
): Promise<number | null> => {
  const { tokens = null, money = null } = flow?.plan.limits ?? {};
  if (tokens === null && money === null) return null;
  const used = await ports.store.tokensUsed([agent]);
  return percentile(used.get(agent) ?? [], 0.5);
};

/** While an agent's circuit is open its work goes to the fallback, else to the next best agent. */
const rerouteIfOpen = async (
  ports: Ports,
  row: HandoffRow,
  caller: Caller,
): Promise<Refusal | null> => {
  if (row.status !== "ready") return null;
  const [record] = await ports.store.agentRecords([row.agent]);
  const circuit = circuitOf(record, ports.clock.now());
  if (circuit.state !== "open") return null;
  const state = asWorkflow(await ports.store.state(row.workflow));
  const step = state.steps.get(row.step);
  if (step === undefined) return null;
  const wanted = step.contract.payload.on_failure.fallback_agent;
  const words = [
    ...(step.contract.to_agent.required_capabilities ?? []),
    step.contract.payload.context.feature_description,
  ].join(" ");
  const agent = wanted ?? (await selectBest(ports, words, [row.agent]))?.facts.name;
  if (agent === undefined || agent === row.agent) return null;
  const result = await runCommand(ports, {
    stream: row.workflow,
    intent: {
      type: "reroute",
      step: row.step,
      agent,
      reason: `${row.agent} failed too often lately`,
    },
    caller: { ...caller, command: null },
    ids: 0,
    agents: factsOf(ports, recoveryAgents(step)),
    watch: [row.agent, agent],
    content: () => ({}),
  });
  return result.type === "refused"
    ? refuse(result.code, result.message, result.fix, result.details)
    : null;
};
