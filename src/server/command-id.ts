import { canonicalJson } from "../store/canonical-json.ts";
import { sha256 } from "../store/sha256.ts";
import type { Baton } from "./baton.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * What a writing call is known by when it comes again: the caller's idempotency_key, else the client's id of
 * this tool use. A tool use id holds within one session and server start, and only for the same arguments.
 */
export const commandOf = (
  baton: Baton,
  call: ToolCall,
): { readonly id: string; readonly hash: string } | null => {
  const { idempotency_key: key, ...rest } = recordOf(call.args);
  if (typeof key !== "string" && call.toolUseId === null) return null;
  const hash = sha256(canonicalJson(JSON.parse(JSON.stringify(rest))));
  if (typeof key === "string") return { id: `key:${call.name}:${key.trim()}`, hash };
  const scope = [baton.session ?? "", baton.startId, call.toolUseId ?? "", hash.slice(0, 16)];
  return { id: `use:${scope.join(":")}`, hash };
};

const recordOf = (args: unknown): Readonly<Record<string, unknown>> =>
  args !== null && typeof args === "object" ? { ...args } : {};
