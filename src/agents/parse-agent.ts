import type { Agent, AgentDiagnostic, AgentSource } from "../core/agent.ts";
import { readBatonFields } from "./baton-fields.ts";
import { defaultPhase } from "./default-phase.ts";
import { knownKey } from "./known-keys.ts";
import { readNaming } from "./naming.ts";
import { type Note, note } from "./note.ts";
import { type Frontmatter, readFrontmatter } from "./read-frontmatter.ts";
import { readTools } from "./read-tools.ts";
import { splitFrontmatter } from "./split-frontmatter.ts";
import { cleanText, toJsonObject } from "./to-json.ts";

/** An agent, or null for a file that cannot be one, and all that was odd about it. */
export interface ParsedAgent {
  readonly agent: Agent | null;
  readonly diagnostics: readonly AgentDiagnostic[];
}

/** The most characters a file may have; a prompt beyond this fits no context. */
export const maxAgentCharacters = 1_048_576;
const maxFrontmatterCharacters = 65_536;

/** Reads a sub-agent's Markdown file. Never throws: what it mends or refuses is in the diagnostics. */
export const parseAgent = (file: {
  readonly path: string;
  readonly source: AgentSource;
  readonly text: string;
}): ParsedAgent => {
  const fileName = /[^/\\]*$/.exec(file.path)?.[0] ?? "";
  const unusable = (what: string): ParsedAgent => ({
    agent: null,
    diagnostics: [{ path: file.path, what, mended: null }],
  });
  if (file.text.length > maxAgentCharacters) return unusable("the file is over 1 MiB");
  if (file.text.includes("\0")) return unusable("the file is binary: it holds NUL characters");
  if (file.text.replace(/^\uFEFF/, "").trim() === "") return unusable("the file is empty");

  const split = splitFrontmatter(file.text);
  if ((split.block ?? []).join("\n").length > maxFrontmatterCharacters) {
    return unusable("the frontmatter is over 64 KiB");
  }
  const read = split.block === null ? null : readFrontmatter(split.block);
  if (read === null && isDocument(fileName)) {
    return unusable(
      "it has no frontmatter and its name is a document's, so it is not taken for an agent",
    );
  }
  const body = cleanText(read === null ? file.text.replace(/^\uFEFF/, "").trim() : split.body);
  const notes: Note[] =
    read === null ? [missing(split.block !== null)] : [...split.notes, ...read.notes];
  if (/\uFFFD|\p{Surrogate}/u.test(file.text)) {
    notes.push(note("the file is not all UTF-8", "replaced the characters that cannot be read"));
  }
  if (body === "")
    notes.push(note("there is no prompt below the frontmatter", "it runs without one"));

  const values = knownCase(read?.values ?? new Map(), notes);
  if (values.has("__proto__")) notes.push(note("`__proto__` is used as a key", "left it out"));
  const naming = readNaming(values, fileName, body);
  const fields = readBatonFields(values);
  const granted = values.has("tools") ? readTools("tools", values.get("tools")) : everything;
  const denied = values.has("disallowedTools")
    ? readTools("disallowedTools", values.get("disallowedTools"))
    : nothing;
  notes.push(...naming.notes, ...fields.notes, ...granted.notes, ...denied.notes);

  const agent: Agent = {
    name: naming.name,
    description: naming.description,
    version: writtenVersion(split.block) ?? fields.version,
    phase: fields.phase ?? defaultPhase(naming.name),
    capabilities: fields.capabilities,
    body,
    source: file.source,
    path: file.path,
    clientReadable:
      split.notes.length === 0 && clientReads(read, "name", "description") && naming.clientAccepts,
    tools: granted.tools?.map(cleanText) ?? null,
    disallowedTools: [...(denied.tools ?? ["*"]), ...granted.off].map(cleanText),
    timeoutSeconds: fields.timeoutSeconds,
    maxRetries: fields.maxRetries,
    orchestration: fields.orchestration,
    frontmatter: toJsonObject(values),
  };
  if (!agent.clientReadable && (file.source === "project-claude" || file.source === "user")) {
    notes.push(
      note(
        "Claude Code itself does not load this file",
        "Baton runs it with its prompt in the brief",
      ),
    );
  }
  const diagnostics = notes.map(({ what, mended }) => ({ path: file.path, what, mended }));
  return { agent, diagnostics };
};

const everything = { tools: null, off: [], notes: [] };
const nothing = { tools: [], off: [], notes: [] };

const missing = (fenced: boolean): Note =>
  note(
    fenced ? "the frontmatter holds no keys" : "there is no frontmatter",
    "took the whole file as the prompt",
  );

const clientReads = (read: Frontmatter | null, ...keys: readonly string[]): boolean =>
  read?.clientReads === true && keys.every((key) => read.values.has(key));

const isDocument = (fileName: string): boolean =>
  /^(readme|changelog|contributing|license|index|agents|claude|todo)\.md$/i.test(fileName);

/** Keys in the case the client knows; `Name` serves as `name` where that is not given. */
const knownCase = (
  values: ReadonlyMap<string, unknown>,
  notes: Note[],
): ReadonlyMap<string, unknown> => {
  const proper = new Map<string, unknown>();
  for (const [key, value] of values) {
    const known = knownKey(key);
    if (known !== null && known !== key && !values.has(known)) {
      notes.push(note(`\`${key}\` is spelled with other capitals`, `read it as \`${known}\``));
      proper.set(known, value);
    } else proper.set(key, value);
  }
  return proper;
};

/** The version as written: as a YAML number, 1.10 would become 1.1. */
const writtenVersion = (block: readonly string[] | null): string | null => {
  const line = block?.find((entry) => /^version:/.test(entry));
  return /^version:\s*["']?([0-9A-Za-z][\w.+-]*)["']?\s*(#.*)?$/.exec(line ?? "")?.[1] ?? null;
};
