/** Pieces that tokens are made of: words, up to three digits, and any other letter by itself. */
const piece = /[A-Za-z]?[a-z]{1,11}|\d{1,3}| |./gsu;

/**
 * As much of a text as surely fits into so many tokens, in quotation marks and on one line. Careful rather than exact:
 * plain words cost a third more than with today's tokenizers, and rare scripts what they cost at worst.
 */
export const fitted = (text: string, most: number): string => {
  const plain = text
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, " ")
    .replaceAll('"', "'")
    .trim();
  let left = most;
  let kept = "";
  for (const [part] of plain.matchAll(piece)) {
    left -= costOf(part);
    if (left < 0) return `"${kept.trimEnd()}..."`;
    kept += part;
  }
  return `"${kept}"`;
};

const costOf = (part: string): number => {
  if (part === " ") return 0.2;
  if (/^[a-zA-Z]/.test(part)) return 0.8 + part.length / 8;
  const code = part.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  return code < 0x1_0000 ? 1.8 : 4;
};
