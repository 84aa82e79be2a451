import type { RequestId } from "@modelcontextprotocol/server";

/** True for the ids the protocol allows: text and whole numbers. */
export const isRequestId = (value: unknown): value is RequestId =>
  typeof value === "string" || Number.isSafeInteger(value);

/** The id of a message if it may be echoed, else null, as JSON-RPC asks for unknown ids. */
export const usableId = (value: unknown): RequestId | null => (isRequestId(value) ? value : null);
