/** A part of a brief: a heading and its lines. */
export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Renders sections that have lines. */
export const renderSections = (sections: readonly Section[]): string =>
  sections
    .filter((section) => section.lines.length > 0)
    .map(({ heading, lines }) => `## ${heading}\n${lines.join("\n")}`)
    .join("\n\n");

/** Cuts a text to about so many tokens, at a word, and says that it was cut. */
export const cut = (
  text: string,
  limit: number,
  tokens: (text: string) => number,
  more = "",
): string => {
  if (tokens(text) <= limit) return text;
  let kept = text.slice(0, limit * 4);
  while (kept.length > 0 && tokens(kept) > limit)
    kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return `${kept.replace(/\s+\S*$/, "")} […cut${more === "" ? "" : `; ${more}`}]`;
};

/** Keeps lines while they fit; says how many did not. */
export const keepLines = (
  lines: readonly string[],
  limit: number,
  tokens: (text: string) => number,
  more: string,
): readonly string[] => {
  const kept: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += tokens(line);
    if (used > limit) return [...kept, `(${lines.length - kept.length} more: ${more})`];
    kept.push(line);
  }
  return kept;
};
