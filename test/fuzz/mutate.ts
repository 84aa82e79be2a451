import type { Random } from "../chaos/random.ts";

/** Longer inputs tell nothing new and take their time. */
const longest = 32_768;

const numbers = ["0", "-1", "1e999", "9007199254740993", "-0", "0.1", "2147483648", "NaN"];
const signs = [
  '"',
  "'",
  "\\",
  "\n",
  "\0",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "*",
  "&",
  "\u202e",
  "\ud83d",
];

/** A changed copy: one to four small changes, with words of the target's grammar and parts of another input. */
export const mutated = (
  input: Buffer,
  other: Buffer,
  words: readonly string[],
  random: Random,
): Buffer => {
  let bytes = input;
  for (let left = random.between(1, 5); left > 0; left--)
    bytes = change(bytes, other, words, random).subarray(0, longest);
  return bytes;
};

const change = (bytes: Buffer, other: Buffer, words: readonly string[], random: Random): Buffer => {
  const at = random.between(0, bytes.length + 1);
  const to = Math.min(bytes.length, at + span(random));
  const put = (text: string | Buffer, until = at): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(until)]);
  const from = random.between(0, other.length + 1);
  switch (random.between(0, 10)) {
    case 0:
      return put("", to);
    case 1:
      return put(pick(words, random));
    case 2:
      return put(pick(words, random), to);
    case 3:
      return put(pick(signs, random));
    case 4:
      return put(pick(numbers, random), to);
    case 5:
      return put(Buffer.from([random.between(0, 256)]), Math.min(bytes.length, at + 1));
    case 6:
      return put(other.subarray(from, from + span(random) * 4));
    case 7:
      return put(bytes.subarray(at, to));
    case 8:
      return put(Buffer.alloc(random.between(1, 3_000), at < to ? bytes.subarray(at, to) : 91));
    default:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from)]);
  }
};

/** Mostly a few bytes, seldom many. */
const span = (random: Random): number => random.between(1, random.between(2, 9) ** 3);

/** One of several. */
export const pick = <Item>(items: readonly Item[], random: Random): Item => {
  const item = items[random.between(0, items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
};
