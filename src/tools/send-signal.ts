import { z } from "zod";
import { anyJson, idempotencyKey, short, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  name: short,
  payload: anyJson.optional(),
  workflow_id: workflowId.optional(),
  correlation: short.optional(),
  idempotency_key: idempotencyKey,
});

export const sendSignal = defineTool({
  name: "send_signal",
  title: "Send a signal",
  description:
    "Tell a waiting workflow that something has happened: to one workflow (workflow_id), or to every wait with a key (correlation), such as an order's number. Without a wait it starts the workflows whose armed trigger takes it, else it is kept for the first wait that comes. Returns delivered_to.",
  input,
  output: z.looseObject({
    signal_id: z.string(),
    delivered_to: z.array(z.string()),
    buffered: z.boolean(),
    next: z.string(),
  }),
  readOnly: false,
  destructive: false,
  search: "signal event message notify webhook wake waiting workflow correlate trigger",
  run: (engine, args, { caller }) => engine.sendSignal(args, caller),
});
