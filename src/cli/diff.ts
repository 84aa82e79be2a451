import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isJsonObject, type Json } from "../core/json.ts";
import type { Side } from "../engine/workflow/diff-plans.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton diff A B [--json] [--db FILE], each a FILE, NAME[@VERSION] or WORKFLOW";

/** `baton diff`: what was added, removed and changed between two plans, stage by stage. */
export const diffCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, { ...dbOption, json: { type: "boolean" } });
  if (read === null) return usageError;
  const [a, b, ...more] = read.positionals;
  if (a === undefined || b === undefined || more.length > 0)
    return misuse(io, "diff takes two plans.", usage);
  const from = sideOf(a, io);
  const to = sideOf(b, io);
  const unread = from === null ? a : to === null ? b : null;
  if (from === null || to === null) {
    io.stderr(`baton: ${unread} cannot be read. Fix: name a file that is there.\n`);
    return 1;
  }
  return withEngine(io, read.values.db, async (engine) => {
    const found = await engine.diffPlans(from, to);
    if (found.type === "refused") return printRefusal(io, found);
    const { content } = found;
    if (read.values.json === true) io.stdout(`${JSON.stringify(content, null, 2)}\n`);
    else for (const line of linesOf(content)) io.stdout(`${line}\n`);
    return 0;
  });
};

/** A file's text, else a name; null for a path that leads nowhere. */
const sideOf = (what: string, io: Io): Side | null => {
  try {
    return { text: readFileSync(resolve(io.cwd, what), "utf8") };
  } catch {
    return /[/\\]|\.(ya?ml|json)$/.test(what) ? null : { named: what };
  }
};

const signs: Readonly<Record<string, string>> = { added: "+", removed: "-", changed: "~" };

const linesOf = (content: Readonly<Record<string, Json>>): readonly string[] => {
  const settings = listOf(content.settings).map((name) => `~ ${String(name)} of the workflow`);
  const stages = listOf(content.stages).flatMap((stage) => {
    if (!isJsonObject(stage)) return [];
    const fields = listOf(stage.fields).flatMap((field) =>
      isJsonObject(field)
        ? [`    ${String(field.field)}: ${shown(field.from)} -> ${shown(field.to)}`]
        : [],
    );
    return [`${signs[String(stage.change)] ?? " "} ${String(stage.stage)}`, ...fields];
  });
  const lines = [...settings, ...stages];
  const head = `${String(content.from)} -> ${String(content.to)}`;
  return [`${head}${lines.length === 0 ? ": no difference" : ""}`, ...lines];
};

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const shown = (value: Json | undefined): string => {
  const text = JSON.stringify(value ?? null);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
};
