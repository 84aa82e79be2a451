/** Writes one JSON line to stderr; stdout carries the protocol only. */
export const log = (
  level: "info" | "warn" | "error",
  message: string,
  details: object = {},
): void => {
  const line = JSON.stringify({ at: new Date().toISOString(), level, message, ...details });
  process.stderr.write(`${line}\n`);
};

/** An error that stays the same is logged again after this long, in ms. */
const sameAgainMs = 600_000;

/** Logs the errors of something that is tried again and again, but not the same one each time. */
export const logRepeated = (message: string): ((error: unknown) => void) => {
  let last = "";
  let at = 0;
  return (error) => {
    const text = String(error);
    if (text === last && performance.now() - at < sameAgainMs) return;
    last = text;
    at = performance.now();
    log("error", message, describeError(error));
  };
};

/** What may be logged of a thrown thing. */
export const describeError = (error: unknown): object =>
  error instanceof Error
    ? { error: error.message, name: error.name, stack: error.stack }
    : { error: String(error) };
