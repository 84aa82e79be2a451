import type { Json } from "../core/json.ts";
import type { Blob } from "../core/port/unit.ts";
import { inlineLimit, type StoredValue } from "../core/stored-value.ts";
import type { Ports } from "./ports.ts";

/** A value as the state keeps it, with the blob to store beside the events when it is large. */
export const storeValue = (
  ports: Ports,
  value: Json,
): { readonly stored: StoredValue; readonly blobs: readonly Blob[]; readonly bytes: number } => {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= inlineLimit) return { stored: { kind: "inline", value }, blobs: [], bytes };
  const sha256 = ports.sha256(text);
  return { stored: { kind: "blob", sha256, bytes }, blobs: [{ sha256, text }], bytes };
};

/** The value itself; large ones are read from their blob. */
export const loadValue = async (ports: Ports, stored: StoredValue): Promise<Json> => {
  if (stored.kind === "inline") return stored.value;
  const text = await ports.store.blob(stored.sha256);
  if (text === null) throw new Error(`blob ${stored.sha256} is missing`);
  const value: Json = JSON.parse(text);
  return value;
};
