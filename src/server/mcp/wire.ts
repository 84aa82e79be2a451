import type { Elicited } from "../../tools/tool.ts";

/** A thing from the wire as a record; empty when it is none. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" ? { ...value } : {};

/** A text from the wire; null when it is none. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Whether the client can put a form to its user; a bare `elicitation: {}` means that it can. */
export const canElicitForm = (capabilities: unknown): boolean => {
  const elicitation = recordOf(capabilities).elicitation;
  if (elicitation === undefined || elicitation === null) return false;
  const { form, url } = recordOf(elicitation);
  return form !== undefined || url === undefined;
};

/** The user's answer to a form, when there is one. */
export const elicitedOf = (
  response: { readonly kind: string },
  given: unknown,
): Elicited | null => {
  if (response.kind !== "elicit") return null;
  const { action, content } = recordOf(response);
  const state = textOf(given);
  return action === "accept" || action === "decline" || action === "cancel"
    ? { action, content: recordOf(content), state }
    : { action: "cancel", content: {}, state };
};
