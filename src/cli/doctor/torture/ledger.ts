/** A tool's answer as it came over the wire. */
export interface Answer {
  readonly structuredContent: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

/** A client of a server process; what it asks for rejects once the server is gone. */
export interface Client {
  tryCall(tool: string, args: object): Promise<Answer>;
}

/** A write as it was asked for, with the answer if one came. */
export interface Written {
  readonly tool: string;
  readonly args: object;
  readonly answer: Answer["structuredContent"] | null;
}

/** Everything a client has asked a server to write, and what was acknowledged. */
export interface Ledger {
  /** Sends a write under a key of its own and notes both; rejects when it is refused and when the server is gone. */
  write(through: Client, tool: string, args: object): Promise<Answer["structuredContent"]>;
  acknowledged(): number;
  all(): readonly Written[];
}

/** A write that the server refused. */
export class WriteRefused extends Error {
  override readonly name = "WriteRefused";
  readonly refusal: Answer["structuredContent"];

  constructor(tool: string, refusal: Answer["structuredContent"]) {
    super(`${tool} is refused: ${refusal.code}: ${refusal.message}`);
    this.refusal = refusal;
  }
}

/** Starts a ledger; `onAnswer` is told how many writes are acknowledged by now. */
export const newLedger = (name: string, onAnswer: (count: number) => void = () => {}): Ledger => {
  const entries: { tool: string; args: object; answer: Written["answer"] }[] = [];
  let count = 0;
  return {
    write: async (through, tool, args) => {
      const keyed = { ...args, idempotency_key: `${name}-${entries.length}` };
      const entry: (typeof entries)[number] = { tool, args: keyed, answer: null };
      entries.push(entry);
      const { isError, structuredContent } = await through.tryCall(tool, keyed);
      if (isError === true) throw new WriteRefused(tool, structuredContent);
      entry.answer = structuredContent;
      count += 1;
      onAnswer(count);
      return structuredContent;
    },
    acknowledged: () => count,
    all: () => entries,
  };
};
