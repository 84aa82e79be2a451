import { isRecord } from "./load-yaml.ts";
import { splitList, unquote } from "./mend-list.ts";
import { type Note, note } from "./note.ts";

/** A reading of `tools` or `disallowedTools`; null means all of them. */
interface ToolList {
  readonly tools: readonly string[] | null;
  /** Tools switched off in a map such as `{bash: false}`. */
  readonly off: readonly string[];
  readonly notes: readonly Note[];
}

/** Reads a tool list as a list, as comma-separated text or as a map of switches; what is unreadable grants nothing. */
export const readTools = (key: string, value: unknown): ToolList => {
  if (typeof value === "string" || Array.isArray(value)) {
    const names = (Array.isArray(value) ? value : [value]).flatMap(toolNames);
    return { tools: names.includes("*") ? null : [...new Set(names)], off: [], notes: [] };
  }
  if (isRecord(value)) {
    const switches = Object.entries(value);
    const on = switches.filter(([, state]) => state !== false).map(([name]) => name);
    const off = switches.filter(([, state]) => state === false).map(([name]) => name);
    const notes = [note(`\`${key}\` is a map`, "read its keys as tools that are on or off")];
    return { tools: on.length > 0 ? on : null, off, notes };
  }
  const what = value === null ? `\`${key}\` is empty` : `\`${key}\` is neither a list nor text`;
  return { tools: [], off: [], notes: [note(what, "read it as no tools")] };
};

const toolNames = (item: unknown): readonly string[] =>
  typeof item === "string"
    ? splitList(item).map((name) => unquote(name.replace(/^-\s+/, "")))
    : isRecord(item)
      ? Object.keys(item)
      : [];
