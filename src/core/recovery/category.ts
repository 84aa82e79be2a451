/** Kinds of failure; each has its own first move (docs/recovery.md). */
export const errorCategories = [
  "transient",
  "code_error",
  "design_flaw",
  "blocker",
  "critical",
  "quota",
] as const;

/** See {@link errorCategories}. */
export type ErrorCategory = (typeof errorCategories)[number];

/** A failure as an agent reports it. */
export interface ReportedError {
  readonly category: ErrorCategory | null;
  readonly message: string;
  readonly step: string | null;
  readonly suggestion: string | null;
}

/** A failure as Baton keeps it. */
export interface StepError extends Omit<ReportedError, "category"> {
  readonly category: ErrorCategory;
  /** True when Baton read the category out of the message. */
  readonly inferred: boolean;
  /** Equal for failures that differ only in numbers, paths and ids. */
  readonly fingerprint: string;
}
