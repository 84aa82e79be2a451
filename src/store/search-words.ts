import type { Json } from "../core/json.ts";

/** All strings inside a value, one per line; numbers and names of members are left out. */
export const stringsIn = (value: Json): string => {
  const found: string[] = [];
  const walk = (part: Json): void => {
    if (typeof part === "string") found.push(part);
    else if (typeof part === "object" && part !== null) {
      for (const child of Object.values(part)) walk(child);
    }
  };
  walk(value);
  return found.join("\n");
};

/** Of more different words than this only the first ones and the last are looked for. */
const maxWords = 32;

/** The words of a text as FTS5's unicode61 sees them: runs of letters, digits and marks. */
export const wordsOf = (text: string): readonly string[] =>
  (text.match(/[\p{L}\p{N}\p{Co}\p{M}]+/gu) ?? []).filter((word) => /[^\p{M}]/u.test(word));

/** The words a text asks for, each once; the last one may be the beginning of a longer word. */
export const askedWords = (text: string): readonly string[] => {
  const words = wordsOf(text);
  const last = words.at(-1);
  return last === undefined
    ? []
    : [...[...new Set(words.slice(0, -1))].slice(0, maxWords - 1), last];
};

/**
 * Any text as an FTS5 query that asks for every word, the last one also as the beginning of a longer word; null when
 * there is no word in it. Each word is quoted, so nothing a user types is taken for syntax.
 */
export const ftsQuery = (text: string): string | null => {
  const words = askedWords(text);
  if (words.length === 0) return null;
  return `${words.map((word) => `"${word}"`).join(" AND ")}*`;
};

/** A word without case and marks. */
export const foldWord = (word: string): string =>
  word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
