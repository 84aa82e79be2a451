const common: ReadonlySet<string> = new Set(
  "a an and are as at be by can do for from has have in into is it its no not of on or so that the their them then this to use used when who with you your".split(
    " ",
  ),
);

/** The words of a text that say what it is about, lower-case and without their endings. */
export const contentWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((word) => word.length > 1 && !common.has(word))
    .map(stem);

/** Cuts the commonest English endings, so that "testing", "tests" and "tested" meet. */
const stem = (word: string): string => {
  if (word.length <= 4) return word.replace(/s$/, "");
  return word
    .replace(/(ations?|ization|ments?|ness|ings?|ers?|ors?|ed|es|s|ly)$/, "")
    .replace(/(.)\1$/, "$1")
    .replace(/[ey]$/, "");
};
