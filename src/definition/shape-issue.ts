import { z } from "zod";
import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { Path } from "./problem.ts";
import { notYet } from "./stage-keys.ts";

/** A problem before it has its place in the text. */
export interface ShapeProblem {
  readonly path: Path;
  readonly what: string;
  readonly fix: string | (() => string);
}

/** What a fault of the shape means to the author. */
export const describeIssue = (
  issue: z.core.$ZodIssue,
  path: Path,
  value: Json,
  schema: z.ZodType,
): readonly ShapeProblem[] => {
  const given = valueAt(value, path);
  const [what = "", fix] = issue.message.split("\n");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        what: Object.hasOwn(notYet, key) ? "is not in this version" : "is not a known key",
        fix: () => unknownKeyFix(key, keysAt(schema, path)),
      }));
    case "invalid_type":
      return given === undefined
        ? [{ path, what: "is missing", fix: `Add it: ${kinds[issue.expected] ?? issue.expected}.` }]
        : [
            {
              path,
              what: fix === undefined ? `is ${kindOf(given)}` : what,
              fix: fix ?? `Write ${kinds[issue.expected] ?? issue.expected}.`,
            },
          ];
    case "invalid_value":
      return [
        {
          path,
          what: valueFault(given, path),
          fix: () => valueFix(given, issue.values.map(String)),
        },
      ];
    case "too_small":
    case "too_big":
      return [boundsFault(issue, path)];
    case "invalid_key": {
      const [keyWhat = "is no name", keyFix = "Rename it."] =
        issue.issues[0]?.message.split("\n") ?? [];
      return [{ path, what: keyWhat, fix: keyFix }];
    }
    case "invalid_union":
      return fix === undefined && given === undefined
        ? [{ path, what: "is missing", fix: "Add it." }]
        : [
            {
              path,
              what: given === undefined ? "is missing" : what,
              fix: fix ?? "See docs/workflow-language.md.",
            },
          ];
    default:
      return [{ path, what, fix: fix ?? "See docs/workflow-language.md." }];
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

const kindOf = (given: Json): string => {
  if (given === null) return "empty";
  if (Array.isArray(given)) return "a list";
  if (typeof given === "object") return "a mapping";
  if (typeof given === "string") return "a text";
  return typeof given === "number" ? "a number" : "true or false";
};

const shortText = (given: Json | undefined): string => JSON.stringify(given ?? null).slice(0, 60);

const valueFault = (given: Json | undefined, path: Path): string =>
  path.at(-1) === "type" && path.includes("stages")
    ? `there is no stage type ${shortText(given)} in this version`
    : `is ${shortText(given)}`;

const valueFix = (given: Json | undefined, values: readonly string[]): string => {
  const [near] = typeof given === "string" ? nearest(given.slice(0, 100), values, 1) : [];
  const all = `Use one of ${values.join(", ")}.`;
  return near === undefined ? all : `Did you mean ${near}? ${all}`;
};

const boundsFault = (
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  path: Path,
): ShapeProblem => {
  const small = issue.code === "too_small";
  const bound = small ? issue.minimum : issue.maximum;
  const unit: Readonly<Record<string, string>> = { string: " characters", array: " entries" };
  const of = unit[issue.origin] ?? "";
  return {
    path,
    what: small && bound === 1 && of !== "" ? "is empty" : `is too ${small ? "small" : "large"}`,
    fix: `${issue.inclusive === false ? (small ? "More than" : "Less than") : `At ${small ? "least" : "most"}`} ${bound}${bound === 1 ? of.replace("ies", "y").replace(/s$/, "") : of}.`,
  };
};

const unknownKeyFix = (key: string, known: readonly string[]): string => {
  if (Object.hasOwn(notYet, key)) return notYet[key] ?? "";
  const [near] = nearest(key.slice(0, 100), known, 1);
  if (near !== undefined) return `Did you mean ${near}?`;
  return known.length === 0 ? "Leave it out." : `Known are ${known.join(", ")}.`;
};

/** The keys that the schema knows at a path. */
const keysAt = (schema: z.ZodType, path: Path): readonly string[] => {
  let here: unknown = schema;
  for (const part of path) {
    here = unwrap(here);
    if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else if (here instanceof z.ZodObject) here = here.shape[part];
  }
  here = unwrap(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
};

const unwrap = (schema: unknown): unknown => {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion)
    return schema.options.map(unwrap).find((option) => option instanceof z.ZodObject);
  return schema;
};

const valueAt = (value: Json, path: Path): Json | undefined => {
  let here: unknown = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = Object.getOwnPropertyDescriptor(here, part)?.value;
  }
  return isJson(here) ? here : undefined;
};

const isJson = (value: unknown): value is Json => value !== undefined;
