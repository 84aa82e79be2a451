/** What the framing accepts and holds. All of it can be made smaller in tests. */
export interface Limits {
  /** The longest line read, in bytes; a longer one is refused without being kept. */
  readonly lineBytes: number;
  /** The deepest nesting of arrays and objects in one message. */
  readonly depth: number;
  /** Unsent output, in bytes, above which no more input is taken. */
  readonly queuedBytes: number;
  /** Unanswered requests above which no more input is taken. */
  readonly inFlight: number;
}

/** The limits of the product. */
export const defaultLimits: Limits = {
  lineBytes: 10 * 1024 * 1024,
  depth: 64,
  queuedBytes: 8 * 1024 * 1024,
  inFlight: 1024,
};
