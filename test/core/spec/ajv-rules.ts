import { Ajv } from "ajv";
import type { Rules } from "../../../src/core/rules.ts";

const ajv = new Ajv({ allErrors: true });

/** Rules with a real JSON Schema library. */
export const ajvRules: Rules = {
  validate: (schema, value) => {
    const fits = ajv.compile(schema);
    if (fits(value)) return [];
    return (fits.errors ?? []).map((error) => `outputs${error.instancePath} ${error.message}`);
  },
};
