import * as z from "zod";

const id = z.union([z.string(), z.number()]);
const params = z.record(z.string(), z.unknown()).default({});

/** A JSON-RPC 2.0 message as a server sends it: an answer, a request of its own, or a notification. */
export const rpcMessage = z.union([
  z.object({ id, result: z.unknown(), method: z.never().optional(), error: z.never().optional() }),
  z.object({
    id: id.nullish(),
    error: z.object({ code: z.number(), message: z.string() }),
    method: z.never().optional(),
  }),
  z.object({ id, method: z.string(), params }),
  z.object({ id: z.never().optional(), method: z.string(), params }),
]);
