import { noFacts } from "../core/port/facts.ts";
import { refuse } from "../core/refusal.ts";
import type { Answer } from "./answer.ts";
import { answerOf } from "./commit-command.ts";
import type { Caller, Ports } from "./ports.ts";
import { newWorkflowId } from "./workflow-id.ts";

/** What this very command was answered before; null when it is new. */
export const replayOf = async (ports: Ports, { command }: Caller): Promise<Answer | null> => {
  if (command === null || !(await ports.store.exists())) return null;
  const unknown = refuse("not_found", "That command is new.", "Run it.");
  const outcome = await ports.store.transact({
    // A command is known by its id alone, whatever its stream.
    stream: newWorkflowId(ports.clock),
    command,
    facts: noFacts,
    blobs: [],
    decide: () => unknown,
  });
  return outcome.type === "refused" ? null : answerOf(outcome);
};

/**
 * The answer, or in place of a refusal what this very command was answered before. A repeated call is to get its first
 * answer, though what it names may have ended, or been rewound away, since.
 */
export const firstAnswer = async (
  ports: Ports,
  caller: Caller,
  answer: Promise<Answer>,
): Promise<Answer> => {
  const now = await answer;
  if (now.type === "content" || now.code === "idempotency_mismatch") return now;
  return (await replayOf(ports, caller)) ?? now;
};
