import { isRecord, loadYaml } from "./load-yaml.ts";
import { listItems, splitList, unquote } from "./mend-list.ts";
import { type Note, note } from "./note.ts";
import { dedent, type Entry } from "./split-entries.ts";

/** Reads a block of lines as key and value pairs; passed in so that nesting can recurse. */
type ReadBlock = (lines: readonly string[]) => {
  readonly values: ReadonlyMap<string, unknown>;
  readonly notes: readonly Note[];
};

/** A value and what had to be mended to read it. */
interface Mended {
  readonly value: unknown;
  readonly notes: readonly Note[];
}

/** Reads one entry: as strict YAML when it is, else by its evident intent. */
export const mendEntry = (entry: Entry, readBlock: ReadBlock): Mended => {
  const { key, inline, rest } = entry;
  const strict = loadYaml([`value: ${inline}`, ...rest].join("\n"));
  // More keys than one means that prose below looked like keys.
  if (strict.ok && isRecord(strict.value) && Object.keys(strict.value).length === 1) {
    return { value: strict.value.value, notes: [] };
  }

  const filled = rest.filter((line) => line.trim() !== "");
  const mended = (value: unknown, what: string, how: string): Mended => ({
    value,
    notes: [note(`\`${key}\` ${what}`, how)],
  });

  if (inline === "*") return mended("*", "is a bare *", 'read it as "*"');
  if (inline === "" && filled[0] !== undefined) {
    if (/^\s*-(\s|$)/.test(filled[0])) {
      const at = filled.some((line) => /^\s*-\s+@/.test(line));
      const what = at
        ? "has list items that begin with @"
        : "has list items that are not strict YAML";
      return mended(listItems(filled), what, "read each item as text");
    }
    if (/^\s+["']?[A-Za-z_][\w.-]*["']?\s*:/.test(filled[0])) {
      const nested = readBlock(dedent(rest));
      return { value: Object.fromEntries(nested.values), notes: nested.notes };
    }
  }
  if (/^[|>][+-]?\d?[+-]?$/.test(inline)) {
    const lines = dedent(rest).map((line) => line.trimEnd());
    const text = inline.startsWith(">") ? lines.join(" ") : lines.join("\n");
    return mended(text.trim(), "is a text block with uneven indentation", "kept its lines as text");
  }
  const all = [inline, ...rest.map((line) => line.trim())].join("\n").trim();
  if (all.startsWith("[") && all.endsWith("]")) {
    const items = splitList(all.slice(1, -1)).map(unquote);
    return mended(items, "is a list in brackets that is not strict YAML", "read each item as text");
  }
  if (/^["']/.test(all)) {
    return mended(unquote(all), "has quotes that do not match", "took the text between them");
  }
  if (filled.some((line) => /^\S/.test(line))) {
    return mended(all, "spills over lines that are not indented", "joined its lines");
  }
  if (/:(\s|$)/.test(all)) {
    return mended(all, "has a colon in a value without quotes", "read the whole value as text");
  }
  return mended(all, "is not strict YAML", "read the whole value as text");
};
