import type { JsonObject } from "../core/json.ts";
import type { Refusal } from "../core/refusal.ts";

/** What a tool call leads to: content in the tool's shape, or a refusal. */
export type Answer = { readonly type: "content"; readonly content: JsonObject } | Refusal;

/** Wraps content. */
export const answer = (content: JsonObject): Answer => ({ type: "content", content });
