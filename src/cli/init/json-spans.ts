/** A value in a JSON text: where it stands, and what is in it. */
export interface Span {
  readonly start: number;
  /** After its last character. */
  readonly end: number;
  readonly members: ReadonlyMap<string, Span> | null;
  readonly items: readonly Span[] | null;
}

/** Finds where the values of a text stand. The text must be JSON: what is no JSON is not noticed here. */
export const spansOf = (text: string): Span => {
  let at = 0;
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at;
    at += pattern.exec(text)?.[0].length ?? 0;
  };
  const string = (): string => {
    const start = at;
    skip(/"(?:[^"\\]|\\.)*"/y);
    return JSON.parse(text.slice(start, at));
  };
  /** Reads up to the closing bracket; each part is read by `part`. */
  const body = (part: () => void): void => {
    at += 1;
    skip(/[\s]*/y);
    while (text[at] !== "}" && text[at] !== "]") {
      part();
      skip(/[\s,]*/y);
    }
    at += 1;
  };
  const value = (): Span => {
    skip(/\s*/y);
    const start = at;
    if (text[at] === "{") {
      const members = new Map<string, Span>();
      body(() => {
        const key = string();
        skip(/\s*:/y);
        members.set(key, value());
      });
      return { start, end: at, members, items: null };
    }
    if (text[at] === "[") {
      const items: Span[] = [];
      body(() => {
        items.push(value());
      });
      return { start, end: at, members: null, items };
    }
    skip(/"(?:[^"\\]|\\.)*"|[^\s,\]}]+/y);
    return { start, end: at, members: null, items: null };
  };
  return value();
};
