import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
} from "@marcbachmann/cel-js";
import type { Json } from "../core/json.ts";

/** A parsed expression. */
export interface Parsed {
  readonly ast: ASTNode;
  /** What type it gives as far as can be told, or what is wrong with its types. */
  readonly check: () => { readonly type: string | null; readonly fault: string | null };
  /** The context has no prototype, so that no name leads to one. */
  readonly run: (context: Record<string, unknown>) => unknown;
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: 1000,
    maxDepth: 48,
    maxListElements: 200,
    maxMapEntries: 100,
    maxCallArguments: 8,
  },
});

/** Parses CEL; a text in return says why it cannot be. */
export const parseCel = (text: string): Parsed | string => {
  try {
    const parsed = environment.parse(text);
    return {
      ast: parsed.ast,
      check: () => {
        const { valid, type, error } = parsed.check();
        return { type: valid ? (type ?? null) : null, fault: valid ? null : celMessage(error) };
      },
      run: (context) => {
        const value: unknown = parsed(context);
        return value;
      },
    };
  } catch (error) {
    return celMessage(error);
  }
};

/** The first line of what the expression language says; other errors are limits of the machine. */
export const celMessage = (error: unknown): string => {
  const own =
    error instanceof EvaluationError ||
    error instanceof ParseError ||
    error instanceof CelTypeError;
  if (!own) return "it asks for too much";
  return (error.summary.split("\n")[0] ?? "").slice(0, 300);
};

/** A JSON value as CEL sees it: integral numbers are ints, objects are maps without a prototype. */
export const toCel = (value: Json): unknown => {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (value === null || typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, toCel(inner)]));
};

/** Thrown for a value of CEL that JSON has not. */
export class NotJson extends Error {}

/** Most nodes of a result. */
const resultLimit = 100_000;

/** A result of CEL as JSON. Throws {@link NotJson}. */
export const fromCel = (value: unknown): Json => {
  let nodes = 0;
  const convert = (inner: unknown, depth: number): Json => {
    if (++nodes > resultLimit || depth > 64) throw new NotJson("its result is too large");
    if (inner === null || typeof inner === "boolean") return inner;
    if (typeof inner === "string") {
      if (inner.length > 1_000_000) throw new NotJson("its result is too large");
      if (!isText(inner)) throw new NotJson("its result holds a character that is no text");
      return inner;
    }
    if (typeof inner === "bigint") return fromInt(inner);
    if (typeof inner === "number") {
      if (!Number.isFinite(inner)) throw new NotJson("its result is not a finite number");
      return inner || 0;
    }
    if (isTime(inner)) return String(inner.toISOString());
    if (Array.isArray(inner)) return inner.map((item) => convert(item, depth + 1));
    if (inner instanceof Map || isPlain(inner)) {
      const entries: Iterable<readonly [unknown, unknown]> =
        inner instanceof Map ? inner.entries() : Object.entries(inner);
      const pairs: [string, Json][] = [];
      for (const [key, each] of entries) {
        const name = String(key);
        if (name === "__proto__" || !isText(name))
          throw new NotJson(`its result has a key that is no name: ${JSON.stringify(name)}`);
        pairs.push([name, convert(each, depth + 1)]);
      }
      return Object.fromEntries(pairs);
    }
    throw new NotJson("its result is neither text, number, true or false, list nor mapping");
  };
  return convert(value, 0);
};

/** Half of a character, as `substring` may leave it, and NUL can be kept nowhere. */
const isText = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

const fromInt = (value: bigint): Json => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new NotJson("its result is a number beyond 2^53");
  return number;
};

const isTime = (value: unknown): value is { toISOString(): unknown } =>
  typeof value === "object" &&
  value !== null &&
  "toISOString" in value &&
  typeof value.toISOString === "function";

const isPlain = (value: unknown): value is object => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
