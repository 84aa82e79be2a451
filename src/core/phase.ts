/** The phases of the OPERA method, in their order of work. */
export const phases = ["PLAN", "DESIGN", "BUILD", "TEST", "DEPLOY", "CODIFY"] as const;

/** A phase of the OPERA method. */
export type Phase = (typeof phases)[number];
