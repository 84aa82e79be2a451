import { randomInt } from "node:crypto";
import { createInterface } from "node:readline/promises";
import type { TaskDecision } from "../core/state/human-task.ts";
import { filledInWithoutSecrets } from "../server/secrets/without-secrets.ts";
import { askDecision } from "./answer/ask-decision.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { humanCaller, printRefusal, withEngine } from "./with-engine.ts";

/**
 * A human decides a task. Only in an interactive terminal, with a code typed back: an agent's shell has no terminal,
 * and its tool call alone never decides.
 */
const decideIn =
  (name: string, decision: TaskDecision | null) =>
  async (argv: readonly string[], io: Io): Promise<number> => {
    const usage = `baton ${name} TASK [--db FILE]`;
    const read = readOptions(argv, io, usage, dbOption);
    if (read === null) return usageError;
    const [id, ...more] = read.positionals;
    if (id === undefined || more.length > 0)
      return misuse(io, `${name} takes one task id; baton tasks lists them.`, usage);
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      io.stderr(
        "baton: forbidden: a task is decided by a human in an interactive terminal. Fix: run this in a terminal of your own, not through an agent or a pipe.\n",
      );
      return 1;
    }
    return withEngine(io, read.values.db, async (engine, baton) => {
      const shown = await engine.showTask(id);
      if (shown.type === "refused") return printRefusal(io, shown);
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        const decided = await askDecision(terminal, io, shown, decision);
        if (decided === null) return 1;
        const code = String(randomInt(1000, 10_000));
        const back = (await terminal.question(`Type ${code} to confirm: `)).trim();
        if (back !== code) {
          io.stderr("baton: the code was not typed back; nothing was decided.\n");
          return 1;
        }
        const answer = await engine.decideTask(
          {
            task: shown.task.id,
            ...decided,
            comment: decided.comment && baton.clean(decided.comment).text,
            answers: filledInWithoutSecrets(decided.answers, baton.clean),
            channel: "terminal",
            shown: shown.shown,
          },
          humanCaller(baton),
        );
        if (answer.type === "refused") return printRefusal(io, answer);
        io.stdout(`Recorded: ${decided.decision}. ${String(answer.content.next)}\n`);
        return 0;
      } finally {
        terminal.close();
      }
    });
  };

/** `baton answer`: any task, any of its decisions. */
export const answerCommand = decideIn("answer", null);
/** `baton approve`: says yes to an approval. */
export const approveCommand = decideIn("approve", "approve");
/** `baton reject`: says no to an approval. */
export const rejectCommand = decideIn("reject", "reject");
