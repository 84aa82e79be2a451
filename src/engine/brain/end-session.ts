import { refuse } from "../../core/refusal.ts";
import { sessionStream } from "../../core/state/brain-state.ts";
import type { Answer } from "../answer.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** Ends a session, with what came of it; one in which nothing was done is not made for that. */
export const endSession = async (
  ports: Ports,
  input: { readonly session_id: string; readonly summary?: string | undefined },
  caller: Caller,
): Promise<Answer> => {
  const row = await ports.store.session(input.session_id);
  if (row === null) {
    return refuse(
      "not_found",
      `Nothing was done in session ${input.session_id}.`,
      "baton brain sessions lists the sessions.",
    );
  }
  return runCommand(ports, {
    stream: sessionStream(row.session),
    intent: { type: "end_session", summary: input.summary ?? null },
    caller,
    ids: 0,
    content: () => ({ session_id: row.session, executions: row.executions }),
  });
};
