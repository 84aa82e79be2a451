import { z } from "zod";
import { definitionSource } from "../src/definition/source-schema.ts";
import { handoffContract } from "../src/tools/handoff-contract.ts";

/** The JSON Schemas that ship under schemas/, as file texts by name. */
export const publishedSchemas = (): Readonly<Record<string, string>> => ({
  handoff: textOf(handoffContract),
  workflow: textOf(definitionSource),
});

const textOf = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { unrepresentable: "any" }), null, 2)}\n`;
