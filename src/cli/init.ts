import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { packageRoot, packageVersion } from "../server/package-info.ts";
import { findProject } from "../server/project/find-project.ts";
import { lineDiff } from "./init/line-diff.ts";
import { type FileChange, planInit } from "./init/plan-init.ts";
import { readFiles, writeChanges } from "./init/write-changes.ts";
import { type Io, usageError } from "./io.ts";
import { misuse, readOptions } from "./options.ts";

const usage = "baton init [--dry-run] [--yes]";

/** `baton init`: adds server, hooks and permission to a project that does not use the plugin. */
export const initCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
  });
  if (read === null) return usageError;
  if (read.positionals.length > 0) return misuse(io, "init takes no arguments.", usage);
  const { root } = findProject({ cwd: io.cwd, env: io.env });
  const script = readFileSync(join(packageRoot, "hooks", "hook.mjs"), "utf8");
  const plan = planInit(readFiles(root), packageVersion(), script);
  if ("problem" in plan) {
    io.stderr(`baton: ${plan.problem}. Nothing was written.\n`);
    return 1;
  }
  const { changes, remarks } = plan;
  io.stdout([...changes.map(shown), ...remarks.map((remark) => `${remark}\n`)].join("\n"));
  if (changes.length === 0) {
    io.stdout(`Nothing to do: ${root} has all of it.\n`);
    return 0;
  }
  if (read.values["dry-run"] === true) return 0;
  if (read.values.yes !== true && !(await confirmed(io))) return 1;
  const moved = writeChanges(root, changes);
  if (moved !== null) {
    io.stderr(`baton: ${moved} was changed meanwhile; nothing was written. Run this again.\n`);
    return 1;
  }
  io.stdout("Written. Restart the client in this project, and allow the server when it asks.\n");
  return 0;
};

const shown = ({ path, before, after }: FileChange): string =>
  `${before === null ? "new " : ""}${path}\n${lineDiff(before, after).join("\n")}\n`;

const confirmed = async (io: Io): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    io.stderr("baton: nothing was written. In a script, say --yes.\n");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question("Write this? [y/N] ");
    if (/^y(es)?$/i.test(answer.trim())) return true;
    io.stderr("baton: nothing was written.\n");
    return false;
  } finally {
    terminal.close();
  }
};
