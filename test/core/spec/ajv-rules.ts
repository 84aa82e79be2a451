import { Ajv } from "ajv";
import { noRules, type Rules } from "../../../src/core/rules.ts";
import { nextCron } from "../../../src/definition/cron.ts";
import { evaluate } from "../../../src/definition/expression.ts";
import { interpolate } from "../../../src/definition/template-text.ts";

const ajv = new Ajv({ allErrors: true });

/** Rules with a real JSON Schema library and the real expression language. */
export const ajvRules: Rules = {
  ...noRules,
  validate: (schema, value) => {
    const fits = ajv.compile(schema);
    if (fits(value)) return [];
    return (fits.errors ?? []).map((error) => `outputs${error.instancePath} ${error.message}`);
  },
  evaluate,
  interpolate,
  weigh: (_, step) => ({
    working: 100 + 10 * step.attempts.length,
    learnings: (step.attempts.at(-1)?.learnings.length ?? 0) * 20,
  }),
  timeOf: (text) => {
    const time = Date.parse(text);
    return Number.isNaN(time) ? null : time;
  },
  nextCron: (line, timezone, after) => nextCron(line, timezone, new Date(after).toISOString()),
};
