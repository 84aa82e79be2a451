import { isRecord, loadYaml } from "./load-yaml.ts";
import { mendEntry } from "./mend-entry.ts";
import { type Note, note } from "./note.ts";
import { splitEntries } from "./split-entries.ts";

/** Frontmatter as key and value pairs. */
export interface Frontmatter {
  readonly values: ReadonlyMap<string, unknown>;
  readonly notes: readonly Note[];
  /** Whether Claude Code reads this block too; it mends tabs, repeated keys and unquoted one-line values. */
  readonly clientReads: boolean;
}

/** Reads a frontmatter block: strictly, else entry by entry so that damage stays local; null when it holds no mapping. */
export const readFrontmatter = (lines: readonly string[]): Frontmatter | null => {
  const strict = loadYaml(lines.join("\n"));
  if (strict.ok) {
    if (strict.value === null) return { values: new Map(), notes: [], clientReads: false };
    if (!isRecord(strict.value)) return null;
    return { values: new Map(Object.entries(strict.value)), notes: [], clientReads: true };
  }
  const mended = readLoosely(lines, 0);
  const repeats = /duplicated/.test(strict.why);
  if (mended.values.size === 0) return null;
  const written = lines.join("\n");
  const variants = [lines, quoteLines(lines), untab(quoteLines(lines))].map((variant) =>
    variant.join("\n"),
  );
  const clientReads = [...new Set(variants)].some((variant) => {
    if (variant === written && !repeats) return false;
    const loaded = loadYaml(variant, { json: true });
    return loaded.ok && isRecord(loaded.value);
  });
  // Whatever broke the whole without breaking an entry must not pass without a word.
  const notes =
    mended.notes.length > 0
      ? mended.notes
      : [note(`the frontmatter is not strict YAML (${strict.why})`, "read it entry by entry")];
  return { values: mended.values, notes, clientReads };
};

const readLoosely = (
  lines: readonly string[],
  depth: number,
): { readonly values: ReadonlyMap<string, unknown>; readonly notes: readonly Note[] } => {
  const notes: Note[] = [];
  const spaced = untab(lines);
  if (depth === 0 && spaced.some((line, index) => line !== lines[index])) {
    notes.push(note("lines are indented with tabs", "read each tab as two spaces"));
  }
  const { entries, stray } = splitEntries(spaced);
  if (stray.length > 0 && depth === 0) {
    notes.push(note(`${stray.length} line(s) stand before the first key`, "left them out"));
  }
  const values = new Map<string, unknown>();
  for (const entry of entries) {
    const { value, notes: found } = mendEntry(entry, (nested) =>
      depth < 4 ? readLoosely(nested, depth + 1) : { values: new Map(), notes: [] },
    );
    notes.push(...found);
    if (values.has(entry.key))
      notes.push(note(`\`${entry.key}\` is given twice`, "the last one counts"));
    values.set(entry.key, value);
  }
  return { values, notes };
};

const untab = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^[ \t]+/, (space) => space.replaceAll("\t", "  ")));

/** The client's own mending: quotes one-line values that hold YAML's special characters. */
const quoteLines = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => {
    const [, key, value = ""] = /^([A-Za-z_-]+):\s+(\S.*)$/.exec(line) ?? [];
    if (key === undefined || /^(".*"|'.*')$/.test(value)) return line;
    if (/^\[.*\]$/.test(value) && loadYaml(value).ok) return line;
    if (!/[{}[\]*&#!|>%@`]|: /.test(value)) return line;
    return `${key}: "${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
