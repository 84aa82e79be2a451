/** One line of input, or the two ends of one that was too long to keep. */
export type Line =
  | { readonly type: "line"; readonly bytes: Buffer }
  | { readonly type: "too-long"; readonly head: Buffer; readonly tail: Buffer };

/** Cuts a byte stream into lines; a character split over two chunks stays whole. */
export interface LineSplitter {
  /** The lines completed by this chunk, in order. */
  push(chunk: Buffer): Line[];
  /** What is left when the input ends without a newline. */
  end(): Line[];
}

/** How much of each end of a line that is too long is kept, in bytes: enough to find its id. */
export const keptEnd = 1024;

/** Makes a splitter that holds at most `maxBytes` of an unfinished line. */
export const createLineSplitter = (maxBytes: number): LineSplitter => {
  let parts: Buffer[] = [];
  let size = 0;
  let cut: { head: Buffer; tail: Buffer } | undefined;

  const add = (bytes: Buffer) => {
    if (cut !== undefined) {
      cut.tail = lastOf(Buffer.concat([cut.tail, lastOf(bytes)]));
      return;
    }
    parts.push(bytes);
    size += bytes.length;
    if (size <= maxBytes) return;
    const whole = Buffer.concat(parts);
    cut = { head: Buffer.from(whole.subarray(0, keptEnd)), tail: lastOf(whole) };
    parts = [];
  };

  const take = (): Line => {
    const line: Line =
      cut === undefined
        ? { type: "line", bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) }
        : { type: "too-long", ...cut };
    parts = [];
    size = 0;
    cut = undefined;
    return line;
  };

  return {
    push: (chunk) => {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        add(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
      return lines;
    },
    end: () => (size === 0 ? [] : [take()]),
  };
};

/** A copy, so that a kept end does not hold the large buffer it was cut from. */
const lastOf = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.subarray(Math.max(0, bytes.length - keptEnd)));
