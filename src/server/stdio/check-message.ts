import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from "@modelcontextprotocol/server";
import {
  type ErrorAnswer,
  errorAnswer,
  errorCodes,
  ignored,
  type Reading,
  refused,
} from "./reading.ts";
import { isRequestId, usableId } from "./request-id.ts";

/**
 * Judges a parsed line. What it lets through the SDK answers; what the SDK would drop without an
 * answer is refused here, because a client waits for every id it sent.
 */
export const checkMessage = (value: unknown): Reading => {
  if (Array.isArray(value)) return refuseBatch(value);
  if (!isRecord(value)) return invalid(null, "a message is a JSON object");
  if ("method" in value) return "id" in value ? checkRequest(value) : checkNotification(value);
  if ("result" in value || "error" in value) return checkResponse(value);
  return invalid(usableId(value.id), '"method" is missing');
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (id: string | number | null, what: string): Reading =>
  refused(id, errorCodes.invalidRequest, `Invalid request: ${what}.`);

const checkRequest = (value: Record<string, unknown>): Reading => {
  const { jsonrpc, id, method, params } = value;
  if (!isRequestId(id)) return invalid(null, '"id" must be a string or a whole number');
  if (jsonrpc !== "2.0") return invalid(id, '"jsonrpc" must be "2.0"');
  if (typeof method !== "string") return invalid(id, '"method" must be a string');
  if (params !== undefined && !isRecord(params)) {
    return refused(id, errorCodes.invalidParams, 'Invalid params: "params" must be an object.');
  }
  // Rebuilt from its four members: with any other the SDK would not know it for a request.
  const request = { jsonrpc, id, method, ...(params && { params }) };
  if (isJSONRPCRequest(request)) return { type: "message", message: request };
  return refused(id, errorCodes.invalidParams, 'Invalid params: "_meta" is not well formed.');
};

const checkNotification = ({ jsonrpc, method, params }: Record<string, unknown>): Reading => {
  const notification = { jsonrpc, method, ...(params !== undefined && { params }) };
  return isJSONRPCNotification(notification) ? { type: "message", message: notification } : ignored;
};

/** A response is never answered, however wrong it is: two sides refusing each other would not end. */
const checkResponse = ({ jsonrpc, id, result, error }: Record<string, unknown>): Reading => {
  const success = { jsonrpc, id, result };
  if (error === undefined && isJSONRPCResultResponse(success)) {
    return { type: "message", message: success };
  }
  const failure = { jsonrpc, id, error };
  if (isRequestId(id) && result === undefined && isJSONRPCErrorResponse(failure)) {
    return { type: "message", message: failure };
  }
  return ignored;
};

/** Only revision 2025-03-26 knew batches. Each request of one gets its own answer, so none waits. */
const refuseBatch = (batch: readonly unknown[]): Reading => {
  const text =
    "Invalid request: batches are not supported; send each message on a line of its own.";
  const answers: ErrorAnswer[] = [];
  for (const entry of batch) {
    if (isRecord(entry) && "method" in entry && isRequestId(entry.id)) {
      answers.push(errorAnswer(entry.id, errorCodes.invalidRequest, text));
    }
  }
  return answers.length > 0
    ? { type: "refused", answers }
    : refused(null, errorCodes.invalidRequest, text);
};
