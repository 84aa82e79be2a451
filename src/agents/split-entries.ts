import { knownKey, opensKnownKey } from "./known-keys.ts";

/** A key with everything that belongs to it, before any YAML is read. */
export interface Entry {
  readonly key: string;
  /** The text after the colon on the key's own line. */
  readonly inline: string;
  /** The lines below, as they stand. */
  readonly rest: readonly string[];
}

/** Cuts a block that is not strict YAML into its top-level entries; `stray` are lines before the first key. */
export const splitEntries = (
  lines: readonly string[],
): { readonly entries: readonly Entry[]; readonly stray: readonly string[] } => {
  const entries: { key: string; inline: string; rest: string[] }[] = [];
  const stray: string[] = [];
  for (const line of dedent(lines)) {
    const current = entries.at(-1);
    const opened = openEntry(line, current);
    if (opened !== null) entries.push({ ...opened, rest: [] });
    else if (current !== undefined) current.rest.push(line);
    else if (line.trim() !== "" && !line.startsWith("#")) stray.push(line);
  }
  return { entries, stray };
};

/** Removes the indentation that all lines share. */
export const dedent = (lines: readonly string[]): readonly string[] => {
  const widths = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const shared = widths.reduce((least, width) => Math.min(least, width), Number.POSITIVE_INFINITY);
  return Number.isFinite(shared) && shared > 0 ? lines.map((line) => line.slice(shared)) : lines;
};

const openEntry = (
  line: string,
  current: Entry | undefined,
): { key: string; inline: string } | null => {
  const match = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\w.-]*))\s*:(\s.*|)$/.exec(line);
  const word = match?.[1] ?? match?.[2] ?? match?.[3];
  if (word !== undefined) {
    const key = knownKey(word);
    const inline = (match?.[4] ?? "").trim();
    if (current !== undefined && isProse(current) && (key === null || key !== word)) {
      // "Context: ..." and "user: ..." inside a description that spills over lines are prose.
      return isSpilled(current) || /^[A-Z]/.test(word) ? null : { key: word, inline };
    }
    return { key: key ?? word, inline };
  }
  // `name:value` without a space is a key only where the word is a known one.
  if (!opensKnownKey(line)) return null;
  const colon = line.indexOf(":");
  return { key: line.slice(0, colon).trim(), inline: line.slice(colon + 1).trim() };
};

const isProse = (entry: Entry): boolean =>
  entry.key === "description" || entry.key === "initialPrompt";

const isSpilled = (entry: Entry): boolean =>
  /<example>/i.test(entry.inline) || entry.rest.some((line) => /^[^\s#]/.test(line));
