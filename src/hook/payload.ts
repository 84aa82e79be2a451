/** What the client says of an event; every field may be missing, for the client changes faster than Baton. */
export type Payload = Readonly<Record<string, unknown>>;

/** Reads a payload; null when it is not one. */
export const readPayload = (text: string): Payload | null => {
  const parsed: unknown = JSON.parse(text);
  return isRecord(parsed) ? parsed : null;
};

/** A field that is a text with something in it; null otherwise. */
export const textOf = (record: Payload, name: string): string | null => {
  const value = record[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** Whether a value is an object with fields. */
export const isRecord = (value: unknown): value is Payload =>
  typeof value === "object" && value !== null && !Array.isArray(value);
