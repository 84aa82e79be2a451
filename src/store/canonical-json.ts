import type { Json } from "../core/json.ts";

/**
 * JSON in the one form of RFC 8785: no spaces, keys sorted by UTF-16 units, numbers and strings as ECMAScript
 * writes them. Throws a TypeError for what the RFC cannot express (infinite numbers, lone surrogates).
 */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return stringText(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members: string[] = [];
  // The default order of sort is by UTF-16 units, which is the RFC's.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${stringText(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const numberText = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError("RFC 8785 has no form for a number without end");
  return JSON.stringify(value);
};

const loneSurrogate = /\p{Surrogate}/u;

const stringText = (value: string): string => {
  if (loneSurrogate.test(value)) throw new TypeError("RFC 8785 has no form for a lone surrogate");
  return JSON.stringify(value);
};
