import type { LoggedEnd } from "../../core/event/brain-event.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { runningOf, sessionStream } from "../../core/state/brain-state.ts";
import { canonicalName } from "../agent-directory.ts";
import type { Answer } from "../answer.ts";
import { findWorkflow } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** Arguments of log_execution. */
export interface LogExecutionInput {
  readonly agent: string;
  readonly task: string;
  readonly status: "running" | LoggedEnd;
  readonly session_id?: string | undefined;
  readonly workflow_id?: string | undefined;
  readonly result?: string | undefined;
  readonly duration_ms?: number | undefined;
  readonly tokens_used?: number | undefined;
  readonly learnings?: readonly string[] | undefined;
}

/** Logs work that went without a handoff, in the session given, else the caller's, else a new one. */
export const logExecution = async (
  ports: Ports,
  input: LogExecutionInput,
  caller: Caller,
): Promise<Answer> => {
  const early = guardRunning(input);
  if (early !== null) return early;
  const row = input.workflow_id === undefined ? null : await findWorkflow(ports, input.workflow_id);
  if (row !== null && "code" in row) return row;
  const found = ports.agents.find(input.agent);
  const agent = found.type === "unknown" ? input.agent : canonicalName(ports, found);
  const { task, status } = input;
  const session = input.session_id ?? caller.session ?? `session_${ports.clock.newId()}`;
  return runCommand(ports, {
    stream: sessionStream(session),
    intent: {
      type: "log_execution",
      agent,
      task,
      workflow: row?.workflow ?? null,
      end:
        status === "running"
          ? null
          : {
              status,
              result: input.result ?? null,
              durationMs: input.duration_ms ?? null,
              tokensUsed: input.tokens_used ?? null,
              learnings: input.learnings ?? [],
            },
    },
    caller,
    ids: 1,
    content: (after) => {
      if (after.kind !== "session") throw new Error(`${after.id} is not a session's stream`);
      return {
        execution_id: runningOf(after, agent, task)?.[0] ?? after.last,
        session_id: session,
        status,
        next:
          status === "running"
            ? "At the end call log_execution with the same agent, task and session_id."
            : "baton://brain/{query} recalls it; briefs of like tasks get its learnings.",
      };
    },
  });
};

const guardRunning = (input: LogExecutionInput): Refusal | null => {
  const { status, result, duration_ms, tokens_used, learnings } = input;
  const given = Object.entries({ result, duration_ms, tokens_used, learnings })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  return status !== "running" || given.length === 0
    ? null
    : refuse(
        "invalid_input",
        `status running comes with ${given.join(", ")}.`,
        "Give those with the end: status completed or failed.",
      );
};
