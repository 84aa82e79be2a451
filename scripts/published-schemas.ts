import { z } from "zod";
import { handoffContract } from "../src/tools/handoff-contract.ts";

/** The JSON Schemas that ship under schemas/, as file texts by name. */
export const publishedSchemas = (): Readonly<Record<string, string>> => ({
  handoff: textOf(handoffContract),
});

const textOf = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { unrepresentable: "any" }), null, 2)}\n`;
