import type { Json } from "./json.ts";

/** A value in the folded state: small ones inline, larger ones as the hash of a blob kept beside the events. */
export type StoredValue =
  | { readonly kind: "inline"; readonly value: Json }
  | { readonly kind: "blob"; readonly sha256: string; readonly bytes: number };

/** A value above this many bytes of JSON is kept as a blob. */
export const inlineLimit = 4096;
