import type { Json } from "../../core/json.ts";
import { type Span, spansOf } from "./json-spans.ts";

/** Thrown when what is there has another form than what is to be put into it. */
export class FormError extends Error {
  override readonly name = "FormError";
}

/** Adds a member to the object at a path, making what is missing on the way; all else stays to the letter. */
export const addMember = (text: string, path: readonly string[], value: Json): string =>
  put(text, path, value, false);

/** Adds an item to the end of the list at a path, making what is missing on the way. */
export const addItem = (text: string, path: readonly string[], value: Json): string =>
  put(text, path, value, true);

const put = (text: string, path: readonly string[], value: Json, item: boolean): string => {
  let span = spansOf(text);
  for (const [depth, key] of path.entries()) {
    if (span.members === null) throw new FormError(`${nameOf(path, depth)} is no object`);
    const inner = span.members.get(key);
    if (inner === undefined) {
      const rest = path.slice(depth + 1);
      const made = rest.reduceRight<Json>((sum, each) => ({ [each]: sum }), item ? [value] : value);
      return insert(text, span, [...span.members.values()], `${JSON.stringify(key)}: `, made);
    }
    span = inner;
  }
  if (span.items === null) throw new FormError(`${nameOf(path, path.length)} is no list`);
  return insert(text, span, span.items, "", value);
};

const nameOf = (path: readonly string[], depth: number): string =>
  depth === 0 ? "the file" : path.slice(0, depth).join(".");

/** Puts a part behind the last one, on a line of its own one step in from the line that opens the whole. */
const insert = (
  text: string,
  whole: Span,
  parts: readonly Span[],
  label: string,
  value: Json,
): string => {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const step = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  const line = text.slice(text.lastIndexOf("\n", whole.start) + 1);
  const outer = /^[ \t]*/.exec(line)?.[0] ?? "";
  const inner = outer + step;
  const written = JSON.stringify(value, null, step).replaceAll("\n", newline + inner);
  const last = parts.at(-1);
  if (last !== undefined) {
    return `${text.slice(0, last.end)},${newline}${inner}${label}${written}${text.slice(last.end)}`;
  }
  const close = text.slice(whole.end - 1);
  return `${text.slice(0, whole.start + 1)}${newline}${inner}${label}${written}${newline}${outer}${close}`;
};
