import type { Interface } from "node:readline/promises";
import type { Json } from "../../core/json.ts";
import type { Field } from "../../core/plan/plan.ts";
import type { TaskDecision } from "../../core/state/human-task.ts";
import { fieldText } from "../../core/task-text.ts";
import type { HumanDecision, ShownTask } from "../../engine/human-task.ts";
import type { Io } from "../io.ts";

/** What a person says to a task, asked for in their terminal; null when they said nothing that counts. */
export const askDecision = async (
  terminal: Interface,
  io: Io,
  { task, shown, standing, options, people }: ShownTask,
  given: TaskDecision | null,
): Promise<Pick<HumanDecision, "decision" | "comment" | "answers" | "delegateTo"> | null> => {
  io.stdout(`${shown}\n${standing === null ? "" : `\nSo far: ${standing}\n`}\n`);
  const ask = async (prompt: string): Promise<string> => (await terminal.question(prompt)).trim();
  const wanted = options.join(", ");
  const typed = given ?? (await ask(`Decision (${wanted}): `)).toLowerCase();
  const decision = options.find((option) => option === typed);
  if (decision === undefined) {
    io.stderr(`baton: "${typed}" is none of ${wanted}; nothing was decided.\n`);
    return null;
  }
  const answers: Record<string, Json> = {};
  if (decision === "answer")
    for (const question of task.questions) answers[question] = await ask(`${question}\n> `);
  if (decision === "approve")
    for (const [name, field] of Object.entries(task.approval?.form ?? {})) {
      const text = await ask(`${name} (${fieldText(field)}): `);
      if (text !== "") answers[name] = typedValue(field, text);
    }
  const delegateTo =
    decision === "delegate" ? await ask(`Delegate to (${people.join(", ")}): `) : null;
  const comment = await ask("Comment (optional): ");
  return { decision, comment: comment === "" ? null : comment, answers, delegateTo };
};

/** What was typed as a value of the field's type; what is none is judged as the text it is. */
const typedValue = ({ type }: Field, text: string): Json => {
  if (type === "boolean") {
    if (/^(y|yes|true)$/i.test(text)) return true;
    return /^(n|no|false)$/i.test(text) ? false : text;
  }
  if (type !== "number" && type !== "integer") return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};
