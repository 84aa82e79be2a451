import type { Caller } from "../engine/ports.ts";
import type { Baton } from "../server/baton.ts";

/** Whether a person sits at the terminal. */
export const atTerminal = (): boolean =>
  process.stdin.isTTY === true && process.stdout.isTTY === true;

/** Who runs a command: the person at the terminal, else whatever program does. */
export const whoRuns = (baton: Baton): Caller => ({
  actor: atTerminal()
    ? { kind: "human", name: baton.human }
    : { kind: "agent", name: "baton command" },
  session: null,
  holder: null,
  command: null,
});
