import type { Intent } from "../../core/command/command.ts";
import type { Message } from "../../core/project/message.ts";
import type { Ports } from "../ports.ts";
import { candidatesFor } from "../signal/candidates-for.ts";

/** A message that a command alone delivers; a start has to be prepared. */
export type PlainMessage = Exclude<Message, { readonly type: "start_triggered" | "child_started" }>;

/** The command that delivers a message to its stream. */
export const messageIntent = async (ports: Ports, message: PlainMessage): Promise<Intent> => {
  switch (message.type) {
    case "post_signal":
      return {
        ...message,
        candidates: await candidatesFor(ports, message.signal),
        emitted: true,
      };
    default:
      return toldIntent(message);
  }
};

/** The command of a message that says all it needs. */
export const toldIntent = (
  message: Exclude<PlainMessage, { readonly type: "post_signal" }>,
): Intent => {
  switch (message.type) {
    case "fork_recorded":
      return { ...message, type: "note_fork" };
    case "child_stopped":
      return { ...message, type: "stop_child" };
    case "child_held":
      return { ...message, type: "hold_child" };
    case "child_ended":
      return { ...message, type: "end_child" };
    case "child_undoing":
      return { ...message, type: "undo_child" };
    case "undoing_stopped":
      return { ...message, type: "stop_undoing" };
    case "child_undone":
      return { ...message, type: "note_undone" };
    default:
      return message;
  }
};
