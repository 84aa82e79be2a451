import type { Intent } from "../../core/command/command.ts";
import type { Message } from "../../core/project/message.ts";
import type { Ports } from "../ports.ts";
import { candidatesFor } from "../signal/candidates-for.ts";

/** A message that a command alone delivers. */
export type PlainMessage = Exclude<Message, { readonly type: "start_triggered" }>;

/** The command that delivers a message to its stream. */
export const messageIntent = async (ports: Ports, message: PlainMessage): Promise<Intent> => {
  switch (message.type) {
    case "fork_recorded":
      return { type: "note_fork", workflow: message.workflow, version: message.version };
    case "post_signal":
      return { ...message, candidates: await candidatesFor(ports, message.signal) };
    default:
      return message;
  }
};
