import * as z from "zod";
import { DemoFailure } from "./expectation.ts";

const elicitation = z.looseObject({
  message: z.string(),
  requestedSchema: z.looseObject({
    properties: z.record(
      z.string(),
      z.looseObject({
        type: z.string(),
        enum: z.array(z.string()).optional(),
        oneOf: z.array(z.looseObject({ const: z.string() })).optional(),
        minimum: z.number().optional(),
      }),
    ),
    required: z.array(z.string()).default([]),
  }),
});

/** What a form's field takes. */
type Field = z.output<typeof elicitation>["requestedSchema"]["properties"][string];

/** An elicitation that somebody answered. */
interface Answered {
  readonly message: string;
  readonly response: { readonly action: "accept"; readonly content: Record<string, unknown> };
}

/** Fills a form as a person with one sentence to say would: the sentence where text is wanted, else the plain choice. */
export const answerForm = (params: unknown, sentence: string): Answered => {
  const parsed = elicitation.safeParse(params);
  if (!parsed.success) throw new DemoFailure(`an elicitation has a form: ${parsed.error.message}`);
  const { properties, required } = parsed.data.requestedSchema;
  const content = Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) => {
      const isWanted = required.includes(name) || (isText(field) && /answer|^q/i.test(name));
      return isWanted ? [[name, fill(field, sentence)]] : [];
    }),
  );
  const firstText = Object.entries(properties).find(([, field]) => isText(field))?.[0];
  const isSaid = Object.values(content).includes(sentence);
  const said = !isSaid && firstText !== undefined ? { [firstText]: sentence } : {};
  return {
    message: parsed.data.message,
    response: { action: "accept", content: { ...content, ...said } },
  };
};

const optionsOf = (field: Field): readonly string[] =>
  field.enum ?? field.oneOf?.map((option) => option.const) ?? [];

const isText = (field: Field): boolean => field.type === "string" && optionsOf(field).length === 0;

const fill = (field: Field, sentence: string): unknown => {
  if (field.type === "boolean") return true;
  if (field.type === "number" || field.type === "integer") return field.minimum ?? 0;
  const options = optionsOf(field);
  return options.find((option) => /answer|approve/i.test(option)) ?? options[0] ?? sentence;
};
