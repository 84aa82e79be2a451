/**
 * The `n`th id that follows from a random UUID: a UUID of version 4 as well spread as its seed. For decisions
 * that may need any number of ids, such as a list's items that all start at once.
 */
export const deriveId = (seed: string, n: number): string => {
  const hex = seed.replaceAll("-", "");
  const words = [0, 1, 2, 3].map((i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16) >>> 0);
  let carry = n;
  const mixed = words.map((word, i) => {
    carry = mix(word ^ mix(carry + Math.imul(i + 1, 0x9e3779b9)));
    return carry;
  });
  const text = mixed.map((word) => word.toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[Number.parseInt(text[16] ?? "0", 16) & 3];
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
};

/** The finalizer of MurmurHash3, which spreads every bit over all others. */
const mix = (value: number): number => {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};
