import { opensKnownKey } from "./known-keys.ts";
import { type Note, note } from "./note.ts";

/** A file cut in two. */
interface Split {
  /** The lines between the fences, or null when the file has no frontmatter. */
  readonly block: readonly string[] | null;
  readonly body: string;
  readonly notes: readonly Note[];
}

/** Separates frontmatter from prompt; missing fences are supplied where the keys make the intent clear. */
export const splitFrontmatter = (text: string): Split => {
  // A byte order mark and CRLF line ends are legal YAML; they are normalised without a note.
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  const opening = lines[first] ?? "";
  const fenced = isFence(opening);
  if (!fenced && !/^(name|description):\s*\S/.test(opening)) return plain(lines);

  const notes: Note[] = [];
  if (!fenced)
    notes.push(note("the opening --- is missing", "read the leading keys as frontmatter"));
  else if (first > 0) {
    notes.push(note("there are blank lines before the frontmatter", "skipped them"));
  }
  const start = fenced ? first + 1 : first;
  const fence = closingFence(lines, start);
  const end = fence ?? endOfKeys(lines, start);
  const block = lines.slice(start, end);
  if (fence === null) {
    // A lone --- above prose is a horizontal rule.
    if (!block.some(opensKnownKey)) return plain(lines);
    notes.push(note("the frontmatter is not closed with ---", `ended it before line ${end + 1}`));
  }
  const body = lines.slice(fence === null ? end : fence + 1);
  return { block, body: body.join("\n").trim(), notes };
};

const plain = (lines: readonly string[]): Split => ({
  block: null,
  body: lines.join("\n").trim(),
  notes: [],
});

const isFence = (line: string): boolean => /^---\s*$/.test(line);
const isBlank = (line: string): boolean => line.trim() === "";
const isHeading = (line: string): boolean => /^#{1,6}\s+\S/.test(line);

/** The closing fence, or null; one that follows a Markdown heading is a rule in the body of an unclosed file. */
const closingFence = (lines: readonly string[], start: number): number | null => {
  const fence = lines.findIndex((line, index) => index >= start && isFence(line));
  if (fence === -1) return null;
  const block = lines.slice(start, fence);
  const heading = block.findIndex(
    (line, index) => isHeading(line) && (index === 0 || isBlank(block[index - 1] ?? "")),
  );
  if (heading === -1) return fence;
  const after = block.slice(heading);
  const prose = after.some((line) => /^[^\s#]/.test(line));
  return prose && !after.some(opensKnownKey) && block.slice(0, heading).some(opensKnownKey)
    ? null
    : fence;
};

/** Where unclosed frontmatter gives way to prose: at a heading, or at a paragraph that is no key and no list. */
const endOfKeys = (lines: readonly string[], start: number): number => {
  let last = start - 1;
  for (const [index, line] of lines.entries())
    if (index >= start && opensKnownKey(line)) last = index;
  const end = lines.findIndex((line, index) => {
    if (index < start || isBlank(line)) return false;
    if (isFence(line)) return true;
    if (index > last && isHeading(line)) return true;
    return isBlank(lines[index - 1] ?? "x") && !opensKnownKey(line) && !/^(\s|- |#)/.test(line);
  });
  return end === -1 ? lines.length : end;
};
