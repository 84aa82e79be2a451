/** Every form of `baton brain`. */
export const brainUsage = [
  "baton brain search TEXT [--limit N] [--json]",
  "       baton brain sessions [--limit N] [--json]",
  "       baton brain end SESSION [--summary TEXT]",
  "       baton brain export > FILE",
  "       baton brain import FILE (- reads stdin)",
].join("\n");
