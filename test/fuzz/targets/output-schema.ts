import fc from "fast-check";
import { z } from "zod";
import { outputSchemaFaults, validateOutput } from "../../../src/definition/output-schema.ts";
import { anyJson, jsonObject } from "../../../src/tools/fields.ts";
import { mutatedJson } from "../mutate-json.ts";
import { hold, type Target } from "../target.ts";

const ref = fc.constantFrom(
  "#",
  "#/$defs/a",
  "#/$defs/b",
  "#/properties/a",
  "#/%E0%A",
  "#a",
  "x:y",
);
const { schema } = fc.letrec<{ schema: unknown }>((tie) => {
  const list = fc.array(tie("schema"), { maxLength: 3 });
  const names = fc.dictionary(
    fc.constantFrom("a", "b", "properties", "pattern", "$ref"),
    tie("schema"),
    { maxKeys: 2 },
  );
  return {
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        {},
        true,
        { type: "string" },
        { type: "array", uniqueItems: true },
        { pattern: "(a+)+$" },
      ),
      fc.record({ $ref: ref }),
      fc.record(
        {
          type: fc.constantFrom("object", "array", "string", "no"),
          properties: names,
          $defs: names,
          items: tie("schema"),
          anyOf: list,
          allOf: list,
          not: tie("schema"),
          additionalProperties: tie("schema"),
          required: fc.constant(["a"]),
          minimum: fc.integer(),
          const: fc.constant({ pattern: 1 }),
        },
        { requiredKeys: [] },
      ),
    ),
  };
});

/** As deep as values may be, and all alike, so that whatever a schema does again at each level shows. */
const nested = (depth: number): unknown =>
  depth === 0 ? [1, "a"] : { a: nested(depth - 1), b: [] };
const values = [nested(55), [[[[1]]]], "a".repeat(40), null].map((value) => anyJson.parse(value));
const input = z.object({ schema: jsonObject });

const parsed = (text: string): z.infer<typeof input> | null => {
  try {
    return input.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** Schemas for outputs: refused with a reason, or they judge any value, without an end to neither. */
export const outputSchema: Target = {
  name: "output-schema",
  grammar: schema.map((value) => JSON.stringify({ schema: value })),
  words: [
    '"$ref":"#/$defs/a"',
    '"anyOf":[',
    '"properties":{',
    '"$defs":{',
    '"items":',
    "true",
    "{}",
  ],
  mutate: (bytes, random) => {
    const given = parsed(bytes.toString())?.schema ?? {};
    return Buffer.from(JSON.stringify({ schema: mutatedJson(given, random) }));
  },
  open: async () => ({
    judge: (bytes) => {
      const given = parsed(bytes.toString());
      if (given === null) return;
      const faults = outputSchemaFaults(given.schema);
      for (const fault of faults) hold(fault !== "", "a fault says nothing");
      if (faults.length > 0) return;
      for (const value of values)
        for (const line of validateOutput(given.schema, value))
          hold(line.startsWith("outputs"), `a fault has no place: ${line}`);
    },
    close: () => {},
  }),
};
