import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { refuse } from "../core/refusal.ts";
import { taskDecisions } from "../core/state/human-task.ts";
import type { ShownTask } from "../engine/human-task.ts";
import { idempotencyKey, prose, short } from "./fields.ts";
import { workflow } from "./results.ts";
import { type AskHuman, defineTool } from "./tool.ts";

const input = z.strictObject({
  task_id: short,
  decision: z.enum(taskDecisions).optional(),
  comment: prose.optional(),
  idempotency_key: idempotencyKey,
});

export const decideTask = defineTool({
  name: "decide_task",
  title: "Ask the human",
  description:
    "Put an open task (a question, an escalation, a halt, a quota stop) to the human in the client and record the answer. decision and comment are only your suggestion, shown as such: you never decide. If the client cannot ask, tell the user to run `baton answer <task_id>` in a terminal.",
  input,
  output: z.looseObject({
    task_id: z.string(),
    status: z.string(),
    decision: z.string(),
    decided_by: z.string(),
    workflow,
    next: z.string(),
  }),
  readOnly: false,
  destructive: true,
  search: "ask human answer question approve reject escalation task decision",
  run: async (engine, args, context) => {
    // A decision that is repeated gets its first answer, also when a rewind has opened the task again.
    const before = await engine.replayOf(context.caller);
    if (before !== null) return before;
    const shown = await engine.showTask(args.task_id);
    if (shown.type === "refused") return shown;
    const { task } = shown;
    const terminal = `Tell the user to run \`baton answer ${task.id}\` in a terminal of their own.`;
    if (!context.canElicit) {
      return refuse(
        "forbidden",
        "This client cannot ask a human, and an agent's call alone never decides.",
        terminal,
        { task_id: task.id },
      );
    }
    const { elicited } = context;
    if (elicited === null) return question(shown, args.decision, args.comment);
    const decision = task.options.find((option) => option === elicited.content.decision);
    if (elicited.action !== "accept" || decision === undefined) {
      return refuse(
        "forbidden",
        `The human gave no decision on ${task.id} (${elicited.action}); nothing was decided.`,
        `Ask again later, or: ${terminal}`,
        { task_id: task.id },
      );
    }
    const { comment } = elicited.content;
    return engine.decideTask(
      {
        task: task.id,
        decision,
        comment: typeof comment === "string" && comment.trim() !== "" ? comment : null,
        answers: answersOf(task.questions, elicited.content),
        channel: "elicitation",
        shown: shown.shown,
      },
      { ...context.caller, actor: { ...context.caller.actor, kind: "human", name: context.human } },
    );
  },
});

const question = (
  { task, shown }: ShownTask,
  decision: string | undefined,
  comment: string | undefined,
): AskHuman => {
  const hint = [decision, comment].filter((each) => each !== undefined).join(": ");
  const answers = task.questions.map((text, i) => [
    `answer_${i + 1}`,
    { type: "string", title: text.slice(0, 200) },
  ]);
  const properties: JsonObject = {
    decision: { type: "string", title: "Decision", enum: [...task.options] },
    ...Object.fromEntries(answers),
    comment: { type: "string", title: "Comment (optional)" },
  };
  return {
    type: "ask",
    message: hint === "" ? shown : `${shown}\n\nThe agent suggests: ${hint}`,
    schema: { type: "object", properties, required: ["decision"] },
  };
};

const answersOf = (
  questions: readonly string[],
  content: Readonly<Record<string, unknown>>,
): JsonObject => {
  const answers: Record<string, string> = {};
  questions.forEach((text, i) => {
    const answer = content[`answer_${i + 1}`];
    if (typeof answer === "string" && answer.trim() !== "") answers[text] = answer;
  });
  return answers;
};
