import { kinWords } from "./kin-words.ts";
import { plainWords, stemOf } from "./words.ts";

/** A word that was not said, but is meant by what was. */
export interface Kin {
  readonly word: string;
  readonly stem: string;
  readonly said: string;
}

/** The words that are meant by a text besides its own. */
export const kinOf = (text: string): readonly Kin[] => {
  const { byPhrase, longest } = table();
  const words = plainWords(text);
  const stems = words.map(stemOf);
  const found = new Map<string, Kin>();
  for (let at = 0; at < words.length; at++) {
    for (let end = Math.min(words.length, at + longest); end > at; end--) {
      const meant = byPhrase.get(stems.slice(at, end).join(" ")) ?? [];
      const said = words.slice(at, end).join(" ");
      for (const word of meant) {
        const stem = stemOf(word);
        if (!found.has(stem)) found.set(stem, { word, stem, said });
      }
    }
  }
  return [...found.values()];
};

interface Table {
  readonly byPhrase: ReadonlyMap<string, readonly string[]>;
  /** Words of the longest phrase. */
  readonly longest: number;
}

/** Read when it is first needed. */
const table = (): Table => {
  known ??= readTable();
  return known;
};
let known: Table | null = null;

const readTable = (): Table => {
  const byPhrase = new Map<string, readonly string[]>();
  let longest = 1;
  for (const line of kinWords.trim().split("\n")) {
    const [said = "", meant = ""] = line.split(" > ");
    for (const phrase of said.split(", ")) {
      const stems = plainWords(phrase).map(stemOf);
      const key = stems.join(" ");
      longest = Math.max(longest, stems.length);
      byPhrase.set(key, [...new Set([...(byPhrase.get(key) ?? []), ...meant.split(" ")])]);
    }
  }
  return { byPhrase, longest };
};
