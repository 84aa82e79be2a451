import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Ports } from "../engine/ports.ts";
import { readText } from "../engine/workflow/read-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { type FileProblem, validateContract } from "./validate-contract.ts";
import { withEngine } from "./with-engine.ts";

const usage = "baton validate FILE... [--json] [--db FILE]";

/** What was found in one file. */
interface FileReport {
  readonly file: string;
  readonly kind: "workflow" | "handoff" | "unreadable";
  /** What the file holds, as `name version`. */
  readonly holds: readonly string[];
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
}

/** `baton validate`: checks workflow definitions and handoff contracts; exits with 1 when one has a problem. */
export const validateCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, { ...dbOption, json: { type: "boolean" } });
  if (read === null) return usageError;
  const { values, positionals: files } = read;
  if (files.length === 0) return misuse(io, "validate needs a file.", usage);
  return withEngine(io, values.db, async (engine) => {
    const reports: FileReport[] = [];
    for (const file of files) reports.push(await validateFile(file, io, engine.ports));
    if (values.json === true) io.stdout(`${JSON.stringify({ files: reports }, null, 2)}\n`);
    else for (const report of reports) print(report, io);
    return reports.some(({ problems }) => problems.length > 0) ? 1 : 0;
  });
};

const validateFile = async (file: string, io: Io, ports: Ports): Promise<FileReport> => {
  const none = { file, holds: [], warnings: [] };
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), "utf8");
  } catch {
    const problems = [{ path: "", what: "cannot be read", fix: "Name a file that is there." }];
    return { ...none, kind: "unreadable", problems };
  }
  const contract = validateContract(text);
  if (contract !== null) {
    return { ...none, kind: "handoff", holds: contract.holds, problems: contract.problems };
  }
  const { result: read } = await readText(ports, text);
  if (read.type === "invalid") return { ...none, kind: "workflow", problems: read.problems };
  return {
    file,
    kind: "workflow",
    holds: read.definitions.map(({ plan }) => `${plan.name} ${plan.version}`),
    problems: [],
    warnings: read.definitions.flatMap(({ warnings }) => warnings),
  };
};

const print = ({ file, kind, holds, problems, warnings }: FileReport, io: Io): void => {
  for (const problem of problems) io.stdout(`${lineOf(file, problem)}\n`);
  for (const warning of warnings) io.stdout(`${lineOf(file, warning, "warning: ")}\n`);
  if (problems.length === 0) io.stdout(`${file}: ${kind} ${holds.join(", ")} is valid\n`);
};

const lineOf = (
  file: string,
  { path, what, fix, line, column }: FileProblem,
  mark = "",
): string => {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${place}: ${mark}${path === "" ? "" : `${path}: `}${what}; ${fix}`;
};
