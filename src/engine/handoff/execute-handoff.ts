import { leaseBounds } from "../../core/command/lease-request.ts";
import type { JsonObject } from "../../core/json.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { canonicalName, findAgent, isRelayed } from "../agent-directory.ts";
import { type Answer, answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { type BriefDesk, briefDesk } from "../brief/brief-desk.ts";
import { budgetLine, lineOf } from "../budget/budget-line.ts";
import { guardSession, sessionPressure } from "../budget/session-pressure.ts";
import { doDue } from "../due/do-due.ts";
import { leaseKey, usualAttemptMs } from "../due/keep-alive.ts";
import { findHandoff, findWorkflow, workflowState } from "../find-by-id.ts";
import type { OwnClaims } from "../own-claims.ts";
import type { Caller, Ports } from "../ports.ts";
import { replayOf } from "../replay-of.ts";
import { runCommand } from "../run-command.ts";
import { claimHandoff } from "./claim-handoff.ts";
import { claimNext } from "./claim-next.ts";
import { leaseContent } from "./lease-content.ts";

/** Arguments of execute_handoff. */
export interface ExecuteHandoffInput {
  readonly handoff_id?: string | undefined;
  readonly workflow_id?: string | undefined;
  readonly agent?: string | undefined;
  readonly lease_seconds?: number | undefined;
  readonly lease_token?: string | undefined;
  readonly take_over?: boolean | undefined;
}

/** Claims a handoff (or renews its lease) and returns the brief that goes with it. */
export const executeHandoff = async (
  ports: Ports,
  claims: OwnClaims,
  input: ExecuteHandoffInput,
  caller: Caller,
): Promise<Answer> => {
  const seconds = input.lease_seconds ?? leaseBounds.usual;
  const session = await sessionPressure(ports, caller);
  const critical = guardSession(session);
  // What is held already may be renewed, and a claim that was answered is answered again.
  if (critical !== null && input.lease_token === undefined) {
    if ((await replayOf(ports, caller)) === null) return critical;
  }
  const desk = briefDesk(ports);
  const claimed = await claimOrRenew(ports, claims, desk, input, seconds, caller);
  if (claimed.type === "refused") return claimed;
  const { handoff_id: id } = claimed.content;
  if (typeof id !== "string") return claimed;
  const row = await findHandoff(ports, id);
  if ("code" in row) return row;
  const state = await workflowState(ports, row.workflow);
  const step = state.steps.get(row.step);
  if (step?.lease == null) return lost();
  const { fence, expiresAt, claimedAt, token } = step.lease;
  if (token !== claimed.content.lease_token) return lost();
  if (caller.holder !== null) {
    const until =
      claimedAt + (step.timeoutSeconds === null ? usualAttemptMs : step.timeoutSeconds * 1000);
    const lease = { workflow: state.id, step: step.name, fence, seconds, expiresAt, until };
    claims.held.set(leaseKey(state.id, fence), lease);
  }
  const { next: usual, ...content } = claimed.content;
  const next = isRelayed(ports, step.agent)
    ? `Pass the brief as the prompt to your agent tool with subagent_type ${step.agent}, then call complete_handoff with what it reports.`
    : usual;
  const brief = await desk.give(state, step);
  const budget = { ...lineOf(session, "session"), ...budgetLine(state) };
  return answer({ ...content, brief, ...budget, ...(next === undefined ? {} : { next }) });
};

const claimOrRenew = async (
  ports: Ports,
  claims: OwnClaims,
  desk: BriefDesk,
  input: ExecuteHandoffInput,
  seconds: number,
  caller: Caller,
): Promise<Answer> => {
  const agent = agentFilter(ports, input.agent);
  if (typeof agent === "object") return agent;
  if (input.handoff_id === undefined) {
    if (input.lease_token !== undefined || input.take_over === true) {
      return refuse(
        "invalid_input",
        "lease_token and take_over need the handoff_id they are about.",
        "Give handoff_id too.",
      );
    }
    const workflow =
      input.workflow_id === undefined ? undefined : await findWorkflow(ports, input.workflow_id);
    if (workflow !== undefined && "code" in workflow) return workflow;
    return claimNext(ports, claims, { workflow, agent, seconds, desk }, caller);
  }
  const found = await findHandoff(ports, input.handoff_id);
  if ("code" in found) return found;
  const mismatch = guardFilter(found, input, agent);
  if (mismatch !== null) return mismatch;
  const changed = await doDue(ports, found.workflow);
  if (input.lease_token !== undefined)
    return renew(ports, found, input.lease_token, seconds, caller);
  const row = changed === 0 ? found : await findHandoff(ports, found.handoff);
  if ("code" in row) return row;
  if (row.status === "abandoned") return abandoned(row);
  return claimHandoff(
    ports,
    row,
    {
      seconds,
      takeOver: input.take_over ?? false,
      // Whoever relays for an agent is the orchestrator, and is told what to launch next.
      named: !isRelayed(ports, row.agent),
      desk,
    },
    caller,
  );
};

const renew = (
  ports: Ports,
  row: HandoffRow,
  token: string,
  seconds: number,
  caller: Caller,
): Promise<Answer> =>
  runCommand(ports, {
    stream: row.workflow,
    intent: { type: "renew", step: row.step, token, seconds },
    caller,
    ids: 0,
    content: (after): JsonObject => leaseContent(asWorkflow(after), row.step, false),
  });

const agentFilter = (ports: Ports, agent: string | undefined): string | Refusal | undefined => {
  if (agent === undefined) return undefined;
  const found = findAgent(ports, agent);
  return found.type === "refused" ? found : canonicalName(ports, found);
};

const guardFilter = (
  row: HandoffRow,
  input: ExecuteHandoffInput,
  agent: string | undefined,
): Refusal | null => {
  if (agent !== undefined && row.agent !== agent) {
    return refuse(
      "conflict",
      `Handoff ${row.handoff.slice(0, 8)} is for ${row.agent}, not for ${agent}.`,
      "Leave agent out, or claim another handoff.",
    );
  }
  if (input.workflow_id !== undefined && !row.workflow.startsWith(input.workflow_id)) {
    return refuse(
      "conflict",
      `Handoff ${row.handoff.slice(0, 8)} belongs to workflow ${row.workflow}.`,
      "Leave workflow_id out, or give that one.",
    );
  }
  return null;
};

const abandoned = (row: HandoffRow): Refusal =>
  refuse(
    "stale_lease",
    `Handoff ${row.handoff.slice(0, 8)} no longer exists: workflow ${row.workflow} was rewound past it.`,
    "Stop, and call status to see what is ready now.",
  );

const lost = (): Refusal =>
  refuse(
    "stale_lease",
    "The claim has ended meanwhile.",
    "Call execute_handoff again, without the old idempotency_key, to claim it anew.",
  );
