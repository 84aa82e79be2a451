import type { JsonObject } from "./json.ts";

/** Every way Baton says no; the list is part of the tools' contract. */
export const refusalCodes = [
  "invalid_input",
  "not_found",
  "unknown_agent",
  "not_ready",
  "already_claimed",
  "stale_lease",
  "contract_not_met",
  "definition_invalid",
  "budget_critical",
  "workflow_not_running",
  "conflict",
  "idempotency_mismatch",
  "integrity_failed",
  "too_large",
  "forbidden",
  "busy",
  "internal",
] as const;

/** One of the codes a client may branch on. */
export type RefusalCode = (typeof refusalCodes)[number];

/** An expected no, as a value: what is wrong, and what the caller can do about it. */
export interface Refusal {
  readonly type: "refused";
  readonly code: RefusalCode;
  readonly message: string;
  readonly fix: string;
  readonly details: JsonObject;
}

/** Builds a refusal; `fix` tells the caller the next thing to do. */
export const refuse = (
  code: RefusalCode,
  message: string,
  fix: string,
  details: JsonObject = {},
): Refusal => ({ type: "refused", code, message, fix, details });
