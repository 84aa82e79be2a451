import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js";
import { refusalCodes } from "../../src/core/refusal.ts";
import type { ToolResult } from "./content.ts";

const compiler = new Ajv2020({ strict: false });
const schemas = new Map<string, AnySchema>();
const validators = new Map<string, ValidateFunction>();

/** Keeps the output schemas that servers publish; asks only once. */
export const rememberTools = async (
  list: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> => {
  if (schemas.size > 0) return;
  const { tools } = await list();
  if (!Array.isArray(tools)) throw new Error("tools/list gives no tools");
  for (const { name, outputSchema } of tools) schemas.set(name, outputSchema);
};

/** Holds every result to the rules: it has both forms, and fits the tool's output schema. Throws what is wrong, else returns it. */
export const checkResult = (tool: string, result: object): ToolResult => {
  const checked = checkForms(tool, result);
  const faults = checked.isError === true ? "" : schemaFaults(tool, checked.structuredContent);
  if (faults !== "") throw new Error(`${tool} does not fit its output schema: ${faults}`);
  return checked;
};

/** Text and structure carry the same facts, and a refusal has its form and its code. Throws what is wrong, else returns the result. */
export const checkForms = (tool: string, result: object): ToolResult => {
  if (!isToolResult(result)) throw new Error(`${tool} gives no content: ${JSON.stringify(result)}`);
  const { structuredContent: facts, content, isError } = result;
  const text = content.map((part) => part.text).join("\n");
  if (isError === true) {
    const { code, message, fix } = facts;
    if (text !== `${code}: ${message} Fix: ${fix}`) throw new Error(`${tool} refuses as ${text}`);
    if (!refusalCodes.some((known) => known === code)) throw new Error(`${tool}: code ${code}`);
    if (fix.trim() === "" || typeof facts.details !== "object") throw new Error(`${tool}: ${text}`);
    return result;
  }
  for (const fact of factsOf(facts)) {
    if (!text.includes(fact)) throw new Error(`${tool}'s text lacks ${fact}:\n${text}`);
  }
  return result;
};

const schemaFaults = (tool: string, facts: object): string => {
  const schema = schemas.get(tool);
  if (schema === undefined) throw new Error(`${tool} is not listed`);
  const validate = validators.get(tool) ?? compiler.compile(schema);
  validators.set(tool, validate);
  return validate(facts) ? "" : compiler.errorsText(validate.errors);
};

/** Every key and scalar as a text shows it: bare in a field and in its list (levels 1 and 2), as JSON further down. */
const factsOf = (value: unknown, level = 0): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => factsOf(item, level === 1 ? 2 : 3));
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([key, inner]) => [
      ...(level === 0 && inTable.has(key) ? tableFacts(inner) : factsUnder(key, inner, level)),
    ]);
  }
  return [typeof value === "string" && level < 3 ? value : JSON.stringify(value)];
};

const factsUnder = (key: string, inner: unknown, level: number): readonly string[] => [
  level === 0 ? key : JSON.stringify(key),
  ...factsOf(inner, level === 0 ? 1 : 3),
];

/** A context's pools are shown as a table, which has every value, but its columns' names once. */
const inTable: ReadonlySet<string> = new Set(["pools", "total"]);

const tableFacts = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(tableFacts);
  return Object.entries(value ?? {}).map(([column, cell]) =>
    column === "status" ? String(cell).toUpperCase() : String(cell),
  );
};

const isToolResult = (result: object): result is ToolResult =>
  "structuredContent" in result && "content" in result && Array.isArray(result.content);
