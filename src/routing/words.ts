import { porterStem } from "./porter-stem.ts";

const common: ReadonlySet<string> = new Set(
  `a about add adds adding after again all also am an and any are as at be because been before being but by can could did do does doing
  day days done down each else even every everybody few first five for four from get gets getting give go goes going got had has have having he
  help her here him his how i if in into is it its just keep let lets like lot made make makes many me more most much
  must my need needs no new nobody nor not now of off on once one only onto or other our out over own per please put quite
  rather really right same she should so some somebody someone something still such take tell than thank thanks that the
  their them then there these they thing this those three to too try two until up us use used uses using very via want wants was
  way we well were what when where whether which while who whose why will with without work would yes yet you your
  don doesn didn isn aren wasn won can't couldn shouldn hasn haven ve ll re im`.split(/\s+/),
);

/** Names whose marks are not letters. */
const marked: readonly (readonly [RegExp, string])[] = [
  [/\bc\+\+/g, " cpp "],
  [/\bc#/g, " csharp "],
  [/\bf#/g, " fsharp "],
  [/(?<![a-z0-9])\.net\b/g, " dotnet "],
  [/\bci\/cd\b/g, " cicd "],
  [/\b(node|next|vue|react|express|nuxt|three|d3)\.?js\b/g, " $1 "],
];

/** The words of a text as they stand, lower-case; of a compound such as `useEffect` also the parts. */
export const plainWords = (text: string): readonly string[] => {
  let plain = text.replace(compound, withParts).toLowerCase();
  for (const [mark, name] of marked) plain = plain.replace(mark, name);
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
};

/** Words with a capital inside: camelCase, or of three parts and more; GitHub and TypeScript are names. */
const compound = /\b(?:[a-z]+[A-Z]|[A-Z][a-z]+[A-Z][a-z]+[A-Z])[A-Za-z]*/g;
const withParts = (word: string): string => `${word} ${word.replace(/([a-z])(?=[A-Z])/g, "$1 ")}`;

/** True for a word that says nothing of what a text is about. */
export const isCommon = (word: string): boolean =>
  word.length < 2 || common.has(word) || /^\d+$/.test(word);

/** The stem under which a word is indexed and looked for. */
export const stemOf = (word: string): string => {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = kept.get(word) ?? porterStem(word);
  if (stems.size >= 50_000) stems.clear();
  stems.set(word, stem);
  return stem;
};
const stems = new Map<string, string>();

/** Words that would meet others of another sense. */
const kept: ReadonlyMap<string, string> = new Map([
  ["production", "production"],
  ["customer", "customer"],
  ["customers", "customer"],
  ["universal", "universal"],
  ["organization", "organization"],
  ["organisation", "organization"],
  ["news", "news"],
]);

/** The stems of a text's words that say what it is about. */
export const contentWords = (text: string): readonly string[] =>
  plainWords(text)
    .filter((word) => !isCommon(word))
    .map(stemOf);

/** The beginnings that all forms of the content words share, for a search that knows no stems: "quer" of "queries". */
export const wordBeginnings = (text: string): readonly string[] => [
  ...new Set(
    plainWords(text)
      .filter((word) => !isCommon(word))
      .map((word) => {
        // A stem in -i stands for -y and -ies.
        const stem = stemOf(word).replace(/(?<=.{4})i$/, "");
        let shared = 0;
        while (shared < stem.length && stem[shared] === word[shared]) shared++;
        return word.slice(0, shared);
      }),
  ),
];
