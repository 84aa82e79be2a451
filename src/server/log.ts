/** Writes one JSON line to stderr; stdout carries the protocol only. */
export const log = (
  level: "info" | "warn" | "error",
  message: string,
  details: object = {},
): void => {
  const line = JSON.stringify({ at: new Date().toISOString(), level, message, ...details });
  process.stderr.write(`${line}\n`);
};

/** What may be logged of a thrown thing. */
export const describeError = (error: unknown): object =>
  error instanceof Error
    ? { error: error.message, name: error.name, stack: error.stack }
    : { error: String(error) };
