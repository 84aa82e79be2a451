import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";

/** An error answer of the framing itself; `id` is null when the line has none that can be used. */
export interface ErrorAnswer {
  readonly jsonrpc: "2.0";
  readonly id: RequestId | null;
  readonly error: { readonly code: number; readonly message: string };
}

/** What one line of input turned out to be. */
export type Reading =
  | { readonly type: "message"; readonly message: JSONRPCMessage }
  | { readonly type: "refused"; readonly answers: readonly ErrorAnswer[] }
  | { readonly type: "ignored" };

/** JSON-RPC's codes for what the framing refuses. */
export const errorCodes = {
  parse: -32700,
  invalidRequest: -32600,
  invalidParams: -32602,
  internal: -32603,
} as const;

/** Builds an error answer. */
export const errorAnswer = (id: RequestId | null, code: number, message: string): ErrorAnswer => ({
  jsonrpc: "2.0",
  id,
  error: { code, message },
});

/** Builds the reading that refuses a line with one answer. */
export const refused = (id: RequestId | null, code: number, message: string): Reading => ({
  type: "refused",
  answers: [errorAnswer(id, code, message)],
});

/** Nothing to deliver and nothing to answer: blank lines, and responses or notifications gone wrong. */
export const ignored: Reading = { type: "ignored" };
