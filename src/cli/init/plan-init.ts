import { errorPlace } from "../../server/project/json-error-place.ts";
import { addItem, addMember, FormError } from "./json-insert.ts";
import { allowed, asked, hookEntry, hookedEvents, scriptPath, serverEntry } from "./wanted.ts";

/** The files `baton init` adds to, as they are; null for one that is not there. */
export interface ProjectFiles {
  readonly mcp: string | null;
  readonly settings: string | null;
  readonly script: string | null;
}

/** One file to be written. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** What there is to do, with remarks on what was left as it is; or why nothing can be done. */
export type InitPlan =
  | { readonly changes: readonly FileChange[]; readonly remarks: readonly string[] }
  | { readonly problem: string };

/** Works out what a project lacks. Only adds: what is there, the user wrote. */
export const planInit = (files: ProjectFiles, version: string, ownScript: string): InitPlan => {
  const mcp = parsed(".mcp.json", files.mcp);
  const settings = parsed(".claude/settings.json", files.settings);
  if ("problem" in mcp) return mcp;
  if ("problem" in settings) return settings;
  if (hasPlugin(settings.value)) {
    return {
      problem:
        "this project uses Baton's plugin, which brings server, hooks and agents. Disable it first (claude plugin disable baton) to have them in the project",
    };
  }
  try {
    const changes = [
      change(".mcp.json", files.mcp, withServer(mcp.text, version)),
      change(".claude/settings.json", files.settings, withSettings(settings.text, settings.value)),
      change(scriptPath, files.script, files.script ?? ownScript),
    ];
    return {
      changes: changes.filter((each) => each.before !== each.after),
      remarks: remarks(files, ownScript),
    };
  } catch (error) {
    if (error instanceof FormError) return { problem: `a file has another form: ${error.message}` };
    throw error;
  }
};

const change = (path: string, before: string | null, after: string): FileChange => ({
  path,
  before,
  after,
});

const withServer = (text: string, version: string): string =>
  memberAt(JSON.parse(text), "mcpServers", "baton") === undefined
    ? addMember(text, ["mcpServers", "baton"], serverEntry(version))
    : text;

const withSettings = (before: string, settings: unknown): string => {
  let text = before;
  const rules = ["allow", "ask", "deny"].flatMap((kind) =>
    textsIn(memberAt(settings, "permissions", kind)),
  );
  // A rule about one tool, of whatever kind, is the user's own answer.
  const wantAll = !rules.includes(allowed) && !rules.includes("mcp__baton");
  if (wantAll) text = addItem(text, ["permissions", "allow"], allowed);
  for (const tool of asked) {
    if (wantAll && !rules.includes(tool)) text = addItem(text, ["permissions", "ask"], tool);
  }
  for (const [event, matcher] of Object.entries(hookedEvents)) {
    const hooked = JSON.stringify(memberAt(settings, "hooks", event) ?? null);
    if (!hooked.includes(scriptPath))
      text = addItem(text, ["hooks", event], hookEntry(event, matcher));
  }
  return text;
};

const remarks = (files: ProjectFiles, ownScript: string): readonly string[] => [
  ...(files.script === null || files.script === ownScript
    ? []
    : [`${scriptPath} differs from this version's; remove it and run this again to renew it.`]),
];

const parsed = (
  path: string,
  text: string | null,
): { readonly text: string; readonly value: unknown } | { readonly problem: string } => {
  const given = text === null || text.trim() === "" ? "{}\n" : text;
  try {
    return { text: given, value: JSON.parse(given) };
  } catch {
    const { line, column } = errorPlace(given);
    return { problem: `${path} is not JSON (line ${line}, column ${column}); mend it first` };
  }
};

const hasPlugin = (settings: unknown): boolean =>
  Object.entries(memberAt(settings, "enabledPlugins") ?? {}).some(
    ([name, on]) => name.startsWith("baton@") && on === true,
  );

/** The value at a path; undefined where the way does not lead on. */
const memberAt = (value: unknown, ...path: readonly string[]): object | undefined => {
  const [key, ...rest] = path;
  if (typeof value !== "object" || value === null) return undefined;
  if (key === undefined) return value;
  return memberAt(Object.getOwnPropertyDescriptor(value, key)?.value, ...rest);
};

const textsIn = (value: object | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
