import { refuse } from "../core/refusal.ts";
import { type Answer, answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import { doDue } from "./due/do-due.ts";
import { findWorkflow, workflowState } from "./find-by-id.ts";
import type { Caller, Ports } from "./ports.ts";
import { replayOf } from "./replay-of.ts";
import { runCommand } from "./run-command.ts";

/** Arguments of checkpoint. */
export interface CheckpointInput {
  readonly workflow_id: string;
  readonly name: string;
  readonly note?: string | undefined;
  readonly lease_token?: string | undefined;
}

/** Names the present point of a workflow's history, with where the working tree stands. */
export const takeCheckpoint = async (
  ports: Ports,
  input: CheckpointInput,
  caller: Caller,
): Promise<Answer> => {
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  await doDue(ports, row.workflow);
  const stale = await guardToken(ports, row.workflow, input.lease_token);
  if (stale !== null) {
    const before = await replayOf(ports, caller);
    return before === null ? stale : withDigest(ports, row.workflow, before);
  }
  const git = await ports.workplace.git();
  const result = await runCommand(ports, {
    stream: row.workflow,
    intent: { type: "checkpoint", name: input.name, note: input.note ?? null, git },
    caller,
    ids: 1,
    content: (after) => {
      const points = [...asWorkflow(after).checkpoints.values()];
      const point = points.reduce((a, b) => (b.version > a.version ? b : a));
      return {
        checkpoint_id: point.id,
        workflow_id: row.workflow,
        name: point.name,
        version: point.version,
        ...(point.git === null ? {} : { git: { ...point.git } }),
      };
    },
  });
  return withDigest(ports, row.workflow, result);
};

/** Adds the hash of the checkpoint's event, which is known once it is committed. */
const withDigest = async (ports: Ports, workflow: string, result: Answer): Promise<Answer> => {
  if (result.type === "refused") return result;
  const version = Number(result.content.version);
  const [event] = await ports.store.events(workflow, version - 1, 1);
  return answer({ ...result.content, ...(event === undefined ? {} : { digest: event.hash }) });
};

/** Refuses a lease token that is not current in the workflow. */
export const guardToken = async (ports: Ports, workflow: string, token: string | undefined) => {
  if (token === undefined) return null;
  const state = await workflowState(ports, workflow);
  for (const step of state.steps.values()) if (step.lease?.token === token) return null;
  return refuse(
    "stale_lease",
    `That lease_token is not current in workflow ${workflow}.`,
    "Leave it out, or claim the handoff again with execute_handoff.",
  );
};
