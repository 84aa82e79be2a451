import { z } from "zod";
import { refuse } from "../core/refusal.ts";
import { taskDecisions } from "../core/state/human-task.ts";
import type { ShownTask } from "../engine/human-task.ts";
import { idempotencyKey, jsonObject, prose, short } from "./fields.ts";
import { workflow } from "./results.ts";
import { answersIn, taskForm, wordsIn } from "./task-form.ts";
import { type AskHuman, defineTool } from "./tool.ts";

const input = z.strictObject({
  task_id: short,
  decision: z.enum(taskDecisions).optional(),
  comment: prose.optional(),
  form: jsonObject.optional(),
  delegate_to: short.optional(),
  idempotency_key: idempotencyKey,
});

export const decideTask = defineTool({
  name: "decide_task",
  title: "Ask the human",
  description:
    "Put an open task (an approval, a question, an escalation, a halt, a quota stop) to the human in the client and record the answer. All but task_id is only your suggestion, shown as such: you never decide. If the client cannot ask, tell the user to run `baton answer <task_id>` in a terminal.",
  input,
  output: z.looseObject({
    task_id: z.string(),
    status: z.string(),
    decision: z.string(),
    decided_by: z.string(),
    standing: z.string().optional(),
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
    if (elicited === null) return question(shown, args);
    if (elicited.state !== shown.hash) {
      return refuse(
        "conflict",
        `Task ${task.id} has changed since it was shown; nothing was decided. It now reads:\n${shown.shown}`,
        "Call decide_task again: the human is shown what it is now.",
        { task_id: task.id, shown: shown.shown },
      );
    }
    const decision = shown.options.find((option) => option === elicited.content.decision);
    if (elicited.action !== "accept" || decision === undefined) {
      return refuse(
        "forbidden",
        `The human gave no decision on ${task.id} (${elicited.action}); nothing was decided.`,
        `Ask again later, or: ${terminal}`,
        { task_id: task.id },
      );
    }
    return engine.decideTask(
      {
        task: task.id,
        decision,
        comment: wordsIn(elicited.content.comment),
        answers: answersIn(shown, elicited.content),
        delegateTo: wordsIn(elicited.content.delegate_to),
        channel: "elicitation",
        shown: shown.shown,
      },
      { ...context.caller, actor: { ...context.caller.actor, kind: "human", name: context.human } },
    );
  },
});

const question = (shown: ShownTask, suggested: z.output<typeof input>): AskHuman => {
  const { decision, comment, form, delegate_to: to } = suggested;
  const hint = [decision, to, form === undefined ? undefined : JSON.stringify(form), comment]
    .filter((each) => each !== undefined)
    .join(": ");
  const lines = [
    shown.shown,
    ...(shown.standing === null ? [] : [`So far: ${shown.standing}`]),
    ...(hint === "" ? [] : [`\nThe agent suggests: ${hint}`]),
  ];
  return { type: "ask", message: lines.join("\n"), schema: taskForm(shown), state: shown.hash };
};
