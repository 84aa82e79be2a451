import { z } from "zod";

/** Types of a value, as they are written. */
export const fieldTypes = [
  "string",
  "number",
  "integer",
  "boolean",
  "object",
  "array",
  "any",
] as const;

/** `enum[a, b]`. */
export const enumPattern = /^enum\s*\[([^[\]]*)\]$/;

const said = `is no type\nUse ${fieldTypes.join(", ")}, enum[a, b] or { type, enum, default }.`;

/** The type of an input or of a value of the state: a word, `enum[a, b]`, or a mapping. */
export const fieldSource = z
  .union(
    [
      z.enum(fieldTypes),
      z.string().regex(enumPattern, said),
      z.strictObject({
        type: z.enum(fieldTypes).optional(),
        enum: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
        default: z.unknown().optional(),
        description: z.string().max(2000).optional(),
        get fields() {
          return z.record(z.string(), fieldSource).optional();
        },
      }),
    ],
    { error: said },
  )
  .describe("A type: a word, enum[a, b], or { type, enum, default, fields }");

/** See {@link fieldSource}. */
export type FieldSource = z.infer<typeof fieldSource>;
