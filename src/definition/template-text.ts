import type { Json } from "../core/json.ts";
import type { Interpolated, Lookup } from "../core/rules.ts";
import { evaluate } from "./expression.ts";

/** A piece of a text: words, or an expression whose value stands there. */
export interface TextPart {
  readonly kind: "words" | "expression";
  readonly text: string;
}

/** The pieces of a text with `${CEL}` in it (`$${` is `${` itself), and what is wrong with its braces. */
export const textParts = (
  text: string,
): { readonly parts: readonly TextPart[]; readonly faults: readonly string[] } => {
  const parts: TextPart[] = [];
  const faults: string[] = [];
  let words = "";
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("${", at);
    if (open < 0) break;
    if (open > at && text[open - 1] === "$") {
      words += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    words += text.slice(at, open);
    const close = endOf(text, open + 2);
    if (close < 0) {
      faults.push("an expression in braces is not closed");
      break;
    }
    const expression = text.slice(open + 2, close).trim();
    if (expression === "") faults.push("an expression in braces is empty");
    if (words !== "") parts.push({ kind: "words", text: words });
    words = "";
    if (expression !== "") parts.push({ kind: "expression", text: expression });
    at = close + 1;
  }
  words += text.slice(at);
  if (words !== "") parts.push({ kind: "words", text: words });
  return { parts, faults };
};

/** A text with the values of its `${CEL}`: texts as they are, null as nothing, everything else as JSON. */
export const interpolate = (text: string, lookup: Lookup): Interpolated => {
  const {
    parts,
    faults: [fault],
  } = textParts(text);
  if (fault !== undefined) return { type: "error", message: fault };
  let whole = "";
  for (const part of parts) {
    if (part.kind === "words") {
      whole += part.text;
      continue;
    }
    const result = evaluate(part.text, lookup);
    if (result.type === "error")
      return { type: "error", message: `\${${part.text.slice(0, 100)}}: ${result.message}` };
    whole += shown(result.value);
  }
  return { type: "text", text: whole };
};

/** A text that reads the same after interpolation. */
export const literalText = (text: string): string => text.replaceAll("${", () => "$${");

const shown = (value: Json): string => {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** Where the brace that opened before `from` closes, past braces in texts and maps; -1 when nowhere. */
const endOf = (text: string, from: number): number => {
  let depth = 1;
  let quote: string | null = null;
  for (let i = from; i < text.length; i++) {
    const char = text[i] ?? "";
    if (quote !== null) {
      if (char === "\\") i++;
      else if (char === quote) quote = null;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return i;
  }
  return -1;
};
