import { z } from "zod";
import { pools } from "../core/budget/pool.ts";
import { budgetActions } from "../engine/budget/budget.ts";
import { idempotencyKey, short, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  action: z.enum(budgetActions),
  workflow_id: workflowId.optional(),
  pool: z.enum(pools).optional(),
  tokens: z.int().min(1).max(1_000_000_000).optional(),
  text: z.string().min(1).max(1_048_576).optional(),
  label: short.optional(),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  idempotency_key: idempotencyKey,
});

const status = z.enum(["ok", "warning", "critical"]);

export const budget = defineTool({
  name: "budget",
  title: "Keep the context budget",
  description:
    "What fills the context of a workflow (or without workflow_id of this session), by pool: status; charge tokens, or a text to be estimated, under a label (charging it again replaces it; tier 2 may be summarised, 3 archived); release a label or pool; allocate a soft limit; optimize when near a limit. While critical no handoff can be claimed.",
  input,
  output: z.looseObject({
    workflow_id: z.string().optional(),
    session_id: z.string().optional(),
    pools: z.array(z.looseObject({ pool: z.string(), used: z.int(), soft: z.int(), status })),
    total: z.looseObject({ used: z.int(), soft: z.int(), status, percent: z.int() }),
    freed: z.int().optional(),
    steps: z
      .array(z.looseObject({ tier: z.string(), did: z.string(), tokens: z.int() }))
      .optional(),
    requests: z.array(z.looseObject({ do: z.string(), text: z.string() })).optional(),
    next: z.string(),
  }),
  readOnly: false,
  destructive: false,
  search: "budget context tokens pool charge release optimize pressure limit",
  run: (engine, args, { caller }) => engine.budget(args, caller),
});
