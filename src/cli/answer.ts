import { randomInt } from "node:crypto";
import { createInterface, type Interface } from "node:readline/promises";
import type { JsonObject } from "../core/json.ts";
import type { ShownTask } from "../engine/human-task.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton answer TASK [--db FILE]";

/**
 * `baton answer`: a human decides a task. Only in an interactive terminal, with a code typed back: an agent's
 * shell has no terminal, and its tool call alone never decides.
 */
export const answerCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, dbOption);
  if (read === null) return usageError;
  const [id, ...more] = read.positionals;
  if (id === undefined || more.length > 0)
    return misuse(io, "answer takes one task id; baton tasks lists them.", usage);
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
      const decided = await ask(terminal, io, shown);
      if (decided === null) return 1;
      const answer = await engine.decideTask(
        { task: shown.task.id, ...decided, channel: "terminal", shown: shown.shown },
        { actor: { kind: "human", name: baton.human }, session: null, holder: null, command: null },
      );
      if (answer.type === "refused") return printRefusal(io, answer);
      io.stdout(`Recorded: ${decided.decision}. ${String(answer.content.next)}\n`);
      return 0;
    } finally {
      terminal.close();
    }
  });
};

const ask = async (terminal: Interface, io: Io, { task, shown }: ShownTask) => {
  io.stdout(`${shown}\n\n`);
  const answers: Record<string, string> = {};
  const wanted = task.options.join(", ");
  const typed = (await terminal.question(`Decision (${wanted}): `)).trim().toLowerCase();
  const decision = task.options.find((option) => option === typed);
  if (decision === undefined) {
    io.stderr(`baton: "${typed}" is none of ${wanted}; nothing was decided.\n`);
    return null;
  }
  if (decision === "answer") {
    for (const question of task.questions)
      answers[question] = await terminal.question(`${question}\n> `);
  }
  const comment = (await terminal.question("Comment (optional): ")).trim();
  const code = String(randomInt(1000, 10_000));
  const back = (await terminal.question(`Type ${code} to confirm: `)).trim();
  if (back !== code) {
    io.stderr("baton: the code was not typed back; nothing was decided.\n");
    return null;
  }
  const given: JsonObject = answers;
  return { decision, comment: comment === "" ? null : comment, answers: given };
};
