import { type Refusal, refuse } from "../core/refusal.ts";
import type { Caller } from "../engine/ports.ts";
import type { ShownCompensation } from "../engine/show-compensation.ts";
import type { AskHuman, ToolContext } from "./tool.ts";

/** Has a human confirm that work is undone, who sees what is undone and what stays; null once they have. */
export const confirmUndoing = (
  { shown, hash, undo, stays }: ShownCompensation,
  { canElicit, elicited }: ToolContext,
  {
    why,
    command,
  }: { readonly why: string | null /** Does the same in a terminal. */; readonly command: string },
): AskHuman | Refusal | null => {
  const terminal = `tell the user to run \`${command}\` in a terminal of their own.`;
  const details = { undo, stays };
  if (!canElicit) {
    return refuse(
      "forbidden",
      `A human confirms that work is undone, and this client cannot ask.\n${shown}`,
      `Show the user what would be undone and what stays, and ${terminal}`,
      details,
    );
  }
  if (elicited === null) {
    return {
      type: "ask",
      message: why === null ? shown : `${shown}\n\n${why}`,
      schema: {
        type: "object",
        properties: { undo: { type: "boolean", title: "Undo this" } },
        required: ["undo"],
      },
      state: hash,
    };
  }
  if (elicited.state !== hash) {
    return refuse(
      "conflict",
      `What would be undone has changed since it was shown; nothing was undone. It now reads:\n${shown}`,
      "Call again: the human is shown what it is now.",
      details,
    );
  }
  return elicited.action === "accept" && elicited.content.undo === true
    ? null
    : refuse(
        "forbidden",
        `The human did not confirm (${elicited.action}); nothing was undone.`,
        `Ask again later, or ${terminal}`,
        details,
      );
};

/** The caller, with the human who has confirmed. */
export const asHuman = ({ caller, human }: ToolContext): Caller => ({
  ...caller,
  actor: { ...caller.actor, kind: "human", name: human },
});
