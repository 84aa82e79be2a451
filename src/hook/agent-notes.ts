import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "../server/project/user-folders.ts";
import { isRecord, textOf } from "./payload.ts";

/**
 * What the hooks must remember of a running agent: which tool uses were claims, and for which it was sent back. Not part
 * of the history: it says which process of the client made a call, and means nothing once that client has ended. What
 * lasts, the tool use behind a claim, is in the event of the claim.
 */
export interface AgentNotes {
  readonly claims: readonly string[];
  readonly sentBack: readonly string[];
}

/** One thing to remember: a claim, or that the agent was sent back for one. */
export type Note = { readonly claim: string } | { readonly sentBack: string };

/** Notes of agents that were not heard of for this long are thrown away. */
const keptMs = 7 * 24 * 3_600_000;

/** Who made a call: a sub-agent, or the session's main thread. */
export const speaker = (agent: string | null, session: string | null): string | null => {
  const name = agent ?? (session === null ? null : `main-${session}`);
  // It becomes the name of a file.
  return name !== null && /^[\w-]{1,120}$/.test(name) ? name : null;
};

/** Remembers something of an agent. Throws when it cannot. */
export const takeNote = (env: NodeJS.ProcessEnv, agent: string, note: Note): void => {
  const folder = notesFolder(env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  appendFileSync(join(folder, agent), `${JSON.stringify(note)}\n`, { mode: 0o600 });
};

/** What is remembered of an agent; a line cut short by a crash is passed over. */
export const notesOf = (env: NodeJS.ProcessEnv, agent: string): AgentNotes => {
  const claims: string[] = [];
  const sentBack: string[] = [];
  for (const line of linesOf(join(notesFolder(env), agent))) {
    const note = parse(line);
    const claim = textOf(note, "claim");
    const back = textOf(note, "sentBack");
    if (claim !== null && !claims.includes(claim)) claims.push(claim);
    if (back !== null) sentBack.push(back);
  }
  return { claims, sentBack };
};

/** Throws the notes of long gone agents away. */
export const dropOldNotes = (env: NodeJS.ProcessEnv, now: number): void => {
  const folder = notesFolder(env);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (now - statSync(path).mtimeMs > keptMs) rmSync(path, { force: true });
  }
};

const notesFolder = (env: NodeJS.ProcessEnv): string => join(stateDir(env), "agents");

const linesOf = (path: string): readonly string[] => {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
};

const parse = (line: string): Readonly<Record<string, unknown>> => {
  try {
    const note: unknown = JSON.parse(line);
    return isRecord(note) ? note : {};
  } catch {
    return {};
  }
};
