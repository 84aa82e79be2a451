import { excerpt } from "../core/excerpt.ts";
import { oneLine } from "../core/one-line.ts";

/** The first line of a text, cut to a title's length. */
export const titleOf = (text: string): string =>
  excerpt(oneLine(text.trim().split(/[\n\r]/, 1)[0] ?? ""), 80);
