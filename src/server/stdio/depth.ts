const quote = 0x22;
const backslash = 0x5c;
const openings = new Set([0x7b, 0x5b]);
const closings = new Set([0x7d, 0x5d]);

/**
 * Tells whether JSON text nests arrays and objects deeper than `max`. It looks at the bytes, so that
 * megabytes of brackets are refused before a parser builds anything from them.
 */
export const isDeeperThan = (bytes: Buffer, max: number): boolean => {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = endOfString(bytes, at);
    else if (openings.has(byte)) {
      depth += 1;
      if (depth > max) return true;
    } else if (closings.has(byte)) depth -= 1;
  }
  return false;
};

/** The index of the closing quote; the end of the line when there is none. */
const endOfString = (bytes: Buffer, start: number): number => {
  for (let at = bytes.indexOf(quote, start + 1); at !== -1; at = bytes.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return bytes.length;
};
