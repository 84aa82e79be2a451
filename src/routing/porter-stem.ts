/**
 * The stem of a lower-case English word, after M. F. Porter, "An algorithm for suffix stripping" (1980),
 * so that "testing", "tests" and "tested" meet. Words of other alphabets come back as they are.
 */
export const porterStem = (word: string): string => {
  if (!/^[a-z]{3,40}$/.test(word)) return word;
  const steps = [plural, pastOrGerund, finalY, longSuffix, shortSuffix, bareSuffix, finalE];
  return steps.reduce((stem, step) => step(stem), word);
};

const isVowel = (word: string, at: number): boolean => {
  const letter = word[at] ?? "";
  return "aeiou".includes(letter) || (letter === "y" && at > 0 && !isVowel(word, at - 1));
};

const hasVowel = (stem: string): boolean => {
  for (let at = 0; at < stem.length; at++) if (isVowel(stem, at)) return true;
  return false;
};

/** Porter's m: how often a vowel is followed by a consonant. */
const measure = (stem: string): number => {
  let count = 0;
  for (let at = 1; at < stem.length; at++) {
    if (isVowel(stem, at - 1) && !isVowel(stem, at)) count++;
  }
  return count;
};

const endsDouble = (word: string): boolean =>
  word.length > 1 && word.at(-1) === word.at(-2) && !isVowel(word, word.length - 1);

/** Porter's *o: ends consonant, vowel, consonant, the last not w, x or y. */
const endsShort = (word: string): boolean => {
  const last = word.length - 1;
  return (
    last >= 2 &&
    !isVowel(word, last) &&
    isVowel(word, last - 1) &&
    !isVowel(word, last - 2) &&
    !"wxy".includes(word[last] ?? "")
  );
};

const plural = (word: string): string => {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
};

const pastOrGerund = (word: string): string => {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = ["ed", "ing"].find((suffix) => word.endsWith(suffix));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  if (!hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
};

const finalY = (word: string): string =>
  word.endsWith("y") && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;

type Rules = readonly (readonly [suffix: string, by: string])[];

const rulesOf = (text: string): Rules =>
  text.split(" ").map((rule) => {
    const [suffix = "", by = ""] = rule.split(">");
    return [suffix, by];
  });

/** The first rule whose suffix fits decides; it holds only where enough is left of the word. */
const replace = (word: string, rules: Rules, least: number): string => {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const stem = word.slice(0, -rule[0].length);
  return measure(stem) > least ? stem + rule[1] : word;
};

const longRules = rulesOf(
  "ational>ate tional>tion enci>ence anci>ance izer>ize abli>able alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble",
);
const longSuffix = (word: string): string => replace(word, longRules, 0);

const shortRules = rulesOf("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>");
const shortSuffix = (word: string): string => replace(word, shortRules, 0);

const bareRules = rulesOf(
  "al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> sion>s tion>t ou> ism> ate> iti> ous> ive> ize>",
);
const bareSuffix = (word: string): string => replace(word, bareRules, 1);

const finalE = (word: string): string => {
  let stem = word;
  if (stem.endsWith("e")) {
    const before = stem.slice(0, -1);
    const m = measure(before);
    if (m > 1 || (m === 1 && !endsShort(before))) stem = before;
  }
  return stem.endsWith("ll") && measure(stem) > 1 ? stem.slice(0, -1) : stem;
};
