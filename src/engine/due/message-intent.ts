import type { IntentOf } from "../../core/command/intent-of.ts";
import type { OutboxMessage } from "../../core/project/row.ts";

/** The command that delivers a message to its stream. */
export const noteForkIntent = ({ message }: OutboxMessage): IntentOf<"note_fork"> => ({
  type: "note_fork",
  workflow: message.workflow,
  version: message.version,
});
