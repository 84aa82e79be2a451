import { createInterface } from "node:readline/promises";
import type { Io } from "./io.ts";
import { atTerminal } from "./who-runs.ts";

/** Whether a person types yes to what was listed before; without a terminal nobody does. */
export const confirmed = async (io: Io, what: string): Promise<boolean> => {
  if (!atTerminal()) {
    io.stderr(
      "baton: forbidden: nobody is here to confirm this; nothing was done. Fix: run it in a terminal, or say --yes once you have seen the list (--dry-run).\n",
    );
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const typed = await terminal.question(`Type yes to ${what}: `);
    if (typed.trim().toLowerCase() === "yes") return true;
    io.stderr("baton: not confirmed; nothing was done.\n");
    return false;
  } finally {
    terminal.close();
  }
};
