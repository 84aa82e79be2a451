import type { Io } from "./io.ts";

/**
 * Whether the operator is at the terminal. An agent's shell has none, so gates are not moved by a helpful slip, nor by leave
 * the user gave for `baton` commands. This is no wall against a program with the user's rights, which can edit the files
 * itself. Scripts that set a machine up say BATON_ASSUME_OPERATOR=1.
 */
export const isOperator = (io: Io): boolean =>
  process.stdin.isTTY === true || io.env.BATON_ASSUME_OPERATOR === "1";

/** Prints that this is not an agent's to do, and why; returns the exit code. */
export const refuseAgent = (io: Io, why: string): number => {
  io.stderr(
    `baton: forbidden: ${why} to change. Fix: a human runs this in a terminal of their own, not through an agent or a pipe.\n`,
  );
  return 1;
};
