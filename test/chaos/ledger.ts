import type { ToolCaller } from "../e2e/client.ts";
import type { Content } from "../e2e/content.ts";

/** A write as it was asked for, with the answer if one came. */
export interface Written {
  readonly tool: string;
  readonly args: object;
  readonly answer: Content | null;
}

/** Everything a client has asked a server to write, and what was acknowledged. */
export interface Ledger {
  /** Sends a write under a key of its own and notes both; rejects when the server is gone. */
  write(through: ToolCaller, tool: string, args: object): Promise<Content>;
  acknowledged(): number;
  all(): readonly Written[];
}

/** Starts a ledger; `onAnswer` is told how many writes are acknowledged by now. */
export const newLedger = (name: string, onAnswer: (count: number) => void = () => {}): Ledger => {
  const entries: { tool: string; args: object; answer: Content | null }[] = [];
  let count = 0;
  return {
    write: async (through, tool, args) => {
      const keyed = { ...args, idempotency_key: `${name}-${entries.length}` };
      const entry: (typeof entries)[number] = { tool, args: keyed, answer: null };
      entries.push(entry);
      entry.answer = await through.call(tool, keyed);
      count += 1;
      onAnswer(count);
      return entry.answer;
    },
    acknowledged: () => count,
    all: () => entries,
  };
};
