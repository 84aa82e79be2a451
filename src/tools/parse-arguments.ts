import type { z } from "zod";
import { excerpt } from "../core/excerpt.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { checkText } from "./check-text.ts";
import type { Tool } from "./tool.ts";
import { inputSchema } from "./tool-schema.ts";

/** A refusal goes into an agent's context: it names no more faults and names than help. */
const faultsTold = 20;
const namesTold = 10;
/** Longest name of the caller's that is said back. */
const nameLimit = 80;

/** Checks a tool's raw arguments; every fault is named with its path and a fix. */
export const checkArguments = (tool: Tool, args: unknown): Refusal | null => {
  const unsafe = checkText(args);
  if (unsafe !== null) return unsafe;
  const parsed = tool.input.safeParse(args);
  if (parsed.success) return null;
  const { issues } = parsed.error;
  const faults = issues.slice(0, faultsTold).map((issue) => faultOf(tool, args, issue));
  const more = issues.length > faultsTold ? `; and ${issues.length - faultsTold} more` : "";
  const tooLarge = parsed.error.issues.every(
    (issue) => issue.code === "too_big" && issue.origin !== "number",
  );
  return refuse(
    tooLarge ? "too_large" : "invalid_input",
    `${faults.map((fault) => fault.what).join("; ")}${more}`,
    [...new Set(faults.map((fault) => fault.fix))].join(" "),
    { faults: faults.map(({ path, what }) => ({ path, what })) },
  );
};

interface Fault {
  readonly path: string;
  readonly what: string;
  readonly fix: string;
}

const faultOf = (tool: Tool, args: unknown, issue: z.core.$ZodIssue): Fault => {
  const path = excerpt(issue.path.map(String).join("."), nameLimit);
  const at = path === "" ? "arguments" : path;
  if (issue.code !== "unrecognized_keys" && valueAt(args, issue.path) === undefined) {
    return { path, what: `${at} is missing`, fix: `Give ${at}${expectedOf(issue)}.` };
  }
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(inputSchema(tool), issue.path.map(String));
      const told = issue.keys.slice(0, namesTold).map((key) => excerpt(key, nameLimit));
      const near = [...new Set(told.flatMap((key) => nearest(key, known, 1)))];
      const more = issue.keys.length > namesTold ? [`${issue.keys.length - namesTold} more`] : [];
      const names = [...told.map((key) => (path === "" ? key : `${path}.${key}`)), ...more].join(
        ", ",
      );
      const fix =
        near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Known here: ${known.join(", ")}.`;
      return { path, what: `unknown argument ${names}`, fix };
    }
    case "invalid_type":
      return {
        path,
        what: `${at} must be ${issue.expected}`,
        fix: `Give ${at} as ${issue.expected}.`,
      };
    case "invalid_value":
      return {
        path,
        what: `${at} must be one of ${issue.values.map(String).join(", ")}`,
        fix: "Use one of those values.",
      };
    case "too_big":
      return {
        path,
        what: `${at} is too large: at most ${String(issue.maximum)}`,
        fix: `Shorten ${at}.`,
      };
    case "too_small":
      return {
        path,
        what:
          issue.origin === "string"
            ? `${at} is empty`
            : `${at} is too small: at least ${String(issue.minimum)}`,
        fix: `Give ${at} a value in its bounds.`,
      };
    default:
      return { path, what: `${at}: ${issue.message}`, fix: `Mend ${at}.` };
  }
};

const expectedOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_type" ? ` (${issue.expected})` : "";

const valueAt = (args: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === "object" ? Reflect.get(value, key) : undefined,
    args,
  );

/** The argument names a schema knows at a path. */
const keysAt = (schema: JsonObject, path: readonly string[]): readonly string[] => {
  let node: Json | undefined = schema;
  for (const part of path) {
    node = /^\d+$/.test(part) ? child(node, "items") : child(child(node, "properties"), part);
  }
  const properties = child(node, "properties");
  return isObject(properties) ? Object.keys(properties) : [];
};

const child = (node: Json | undefined, key: string): Json | undefined =>
  isObject(node) ? node[key] : undefined;

const isObject = (node: Json | undefined): node is JsonObject =>
  node !== undefined && node !== null && typeof node === "object" && !Array.isArray(node);
