import { CORE_SCHEMA, load } from "js-yaml";

/** A document that parsed, or the parser's reason why it did not. */
type Loaded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

// Frontmatter is flat and written by hand: deeper nesting or many aliases is an attack, not a style.
const limits = { schema: CORE_SCHEMA, maxDepth: 20, maxAliases: 10 };

/** Parses strict YAML (core schema, bounded depth and aliases); comments alone are an empty document; `json` lets keys repeat. */
export const loadYaml = (text: string, options: { readonly json?: boolean } = {}): Loaded => {
  if (text.split("\n").every((line) => /^\s*(#.*)?$/.test(line))) return { ok: true, value: null };
  try {
    const value: unknown = load(text, { ...limits, ...options });
    if (text.includes("*") && isCircular(value, [])) {
      return { ok: false, why: "an alias stands for something that contains it" };
    }
    return { ok: true, value };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "" };
  }
};

/** Whether a value is a mapping: an object that is neither null nor a list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCircular = (value: unknown, above: readonly unknown[]): boolean =>
  typeof value === "object" &&
  value !== null &&
  (above.includes(value) ||
    Object.values(value).some((inner) => isCircular(inner, [...above, value])));
