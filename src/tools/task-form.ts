import type { Json, JsonObject } from "../core/json.ts";
import type { Field } from "../core/plan/plan.ts";
import type { ShownTask } from "../engine/human-task.ts";

/** The form a task is decided in: no field has a default, so that nobody decides by confirming. */
export const taskForm = ({ task, options, people }: ShownTask): JsonObject => {
  const fields = Object.entries(task.approval?.form ?? {}).map(([name, field]) => [
    name,
    { ...typeOf(field), title: name },
  ]);
  const answers = task.questions.map((text, i) => [
    `answer_${i + 1}`,
    { type: "string", title: text.slice(0, 200) },
  ]);
  const properties: JsonObject = {
    decision: { type: "string", title: "Decision", enum: [...options] },
    ...Object.fromEntries(answers),
    ...Object.fromEntries(fields),
    ...(options.includes("delegate")
      ? { delegate_to: { type: "string", title: "Delegate to", enum: people } }
      : {}),
    comment: { type: "string", title: "Comment (optional)" },
  };
  return { type: "object", properties, required: ["decision"] };
};

/** What was filled in besides the decision: answers by their question, or an approval's fields by name. */
export const answersIn = (
  { task }: ShownTask,
  content: Readonly<Record<string, unknown>>,
): JsonObject => {
  const answers: Record<string, Json> = {};
  const take = (name: string, value: unknown): void => {
    const filled = typeof value === "string" ? value.trim() !== "" : value != null;
    if (filled && isPlain(value)) answers[name] = value;
  };
  for (const [i, text] of task.questions.entries()) take(text, content[`answer_${i + 1}`]);
  for (const name of Object.keys(task.approval?.form ?? {})) take(name, content[name]);
  return answers;
};

/** A text of the form; null when nothing was written. */
export const wordsIn = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

const typeOf = ({ type, values }: Field): JsonObject =>
  values === null ? { type } : { type: "string", enum: [...values] };

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
