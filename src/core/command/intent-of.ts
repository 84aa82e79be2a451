import type { Intent } from "./command.ts";

/** The intent of one type. */
export type IntentOf<T extends Intent["type"]> = Extract<Intent, { readonly type: T }>;
