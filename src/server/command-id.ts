import { createHash } from "node:crypto";
import { canonicalJson } from "../store/canonical-json.ts";
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
  const hash = createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(rest))))
    .digest("hex");
  if (typeof key === "string") return { id: `key:${call.name}:${key.trim()}`, hash };
  if (call.toolUseId === null) return null;
  const scope = [baton.session ?? "", baton.startId, call.toolUseId, hash.slice(0, 16)];
  return { id: `use:${scope.join(":")}`, hash };
};

const recordOf = (args: unknown): Readonly<Record<string, unknown>> =>
  args !== null && typeof args === "object" ? { ...args } : {};
