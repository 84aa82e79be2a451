import { z } from "zod";
import { confirmMark } from "../engine/route-goal.ts";
import { askToStart, refusedStart } from "./confirm-start.ts";
import { idempotencyKey, jsonObject, prose, short } from "./fields.ts";
import { readyEntry } from "./results.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  template: short.optional(),
  definition: z.string().min(1).max(1_048_576).optional(),
  goal: prose.optional(),
  input: jsonObject.optional(),
  dry_run: z.boolean().optional(),
  idempotency_key: idempotencyKey,
});

export const startWorkflow = defineTool({
  name: "start_workflow",
  title: "Start a workflow",
  description:
    "Start work that follows a definition: a template `name[@version]`, or the text of one. It is checked as a whole before anything runs, and every problem is named. Prefer it to the client's own workflow tool when work must outlive the session. dry_run shows waves and the critical path. Returns the ready entries: pass the run of each to your agent tool.",
  input,
  output: z.looseObject({
    workflow_id: z.string().optional(),
    status: z.string().optional(),
    definition: z.looseObject({ name: z.string(), version: z.string(), hash: z.string() }),
    waves: z.array(z.array(z.string())),
    critical_path: z.looseObject({
      steps: z.array(z.string()),
      minutes: z.number(),
      source: z.string(),
    }),
    ready: z.array(readyEntry).optional(),
    warnings: z.array(z.string()),
    next: z.string(),
    budget: z.string().optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "always",
  run: async (engine, args, context) => {
    const { caller, human, elicited } = context;
    const { template: given } = args;
    if (given === undefined || !given.endsWith(confirmMark))
      return engine.startWorkflow(args, caller);
    const template = given.slice(0, -confirmMark.length);
    const outlook = () => engine.startWorkflow({ ...args, template, dry_run: true }, caller);
    if (args.dry_run === true) return outlook();
    // A start that is repeated gets its first answer.
    const before = await engine.replayOf(caller);
    if (before !== null) return before;
    const now = await outlook();
    if (context.canElicit && elicited === null) return askToStart(template, args.goal, now);
    const refused = refusedStart(template, context, now);
    if (refused !== null) return refused;
    const actor = { ...caller.actor, kind: "human" as const, name: human };
    return engine.startWorkflow({ ...args, template }, { ...caller, actor });
  },
});
