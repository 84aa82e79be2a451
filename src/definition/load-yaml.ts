import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import { composeTree, depthLimit, Unusable } from "./compose-tree.ts";
import type { SourceNode } from "./source-tree.ts";

/** A text as a tree, or why it is none and where, as an offset. */
export type Loaded =
  | { readonly type: "tree"; readonly root: SourceNode }
  | {
      readonly type: "unreadable";
      readonly what: string;
      readonly fix: string;
      readonly offset: number | null;
    };

/** Largest text, in bytes. */
const textLimit = 1024 * 1024;

/** Reads YAML 1.2 or JSON; plain data only: no tags, no merge keys, bounded in size, depth and aliases. */
export const loadYaml = (text: string): Loaded => {
  if (text.length > textLimit || new TextEncoder().encode(text).length > textLimit) {
    return unreadable("it is larger than 1 MiB", "Divide it into several workflows.", null);
  }
  const bad = text.search(/\0|\p{Surrogate}/u);
  if (bad >= 0) {
    return unreadable("it holds a character that is no text", "Save the file as UTF-8.", bad);
  }
  try {
    const events = parseEvents(text, { maxDepth: depthLimit });
    const second = secondDocument(events);
    if (events.length === 0)
      return unreadable("it is empty", "Begin with `workflow:` and its name and stages.", null);
    if (second)
      return unreadable("it holds several documents", "Keep one document in a file.", null);
    return { type: "tree", root: composeTree(text, events) };
  } catch (error) {
    if (error instanceof Unusable) return unreadable(error.message, error.fix, error.offset);
    if (error instanceof YAMLException) {
      const place = error.mark === undefined ? null : offsetOf(text, error.mark);
      return unreadable(`it is not YAML: ${error.reason}`, hintFor(text, place), place);
    }
    // Only a stack that ran out ends here; the depth is bounded, so this is a guard.
    return unreadable("it cannot be read", "Write it as plain YAML.", null);
  }
};

const unreadable = (what: string, fix: string, offset: number | null): Loaded => ({
  type: "unreadable",
  what,
  fix,
  offset,
});

const secondDocument = (events: readonly Event[]): boolean =>
  events.filter((event) => event.type === EVENT_ID.DOCUMENT).length > 1;

const offsetOf = (text: string, mark: { line: number; column: number }): number => {
  let start = 0;
  for (let line = 0; line < mark.line; line++) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  return Math.min(start + mark.column, text.length);
};

/** What is most often meant where the YAML breaks. */
const hintFor = (text: string, place: number | null): string => {
  const usual = "Mend the YAML there: indentation, colons, quotes.";
  if (place === null) return usual;
  const before = text.slice(0, place).split("\n").slice(-2);
  const near = `${before.join("\n")}${text.slice(place).split("\n")[0] ?? ""}`;
  if (/[{,]\s*[\w"-]+:\s*enum\s*\[/.test(near))
    return "Within braces write { type: string, enum: [a, b] }; enum[a, b] stands on a line of its own.";
  if (/[:,[{-]\s*[@`%][^\n]*$/.test(near))
    return "Quote it: a value does not begin with @, ` or % unless it stands in quotes.";
  const above = before.at(-2) ?? "";
  const scalar =
    /^\s*[\w-]+:\s+(\w+)\s*$/.exec(above) ?? /^\s*[\w-]+:\s+(\w+)\s*$/.exec(before.at(-1) ?? "");
  if (scalar?.[1] === "object")
    return "An object with fields is written { type: object, fields: {...} }: `type: object` and `fields:` on lines of their own below the name.";
  if (scalar !== null)
    return "A name has either a value on its line or indented lines below, not both.";
  return usual;
};
