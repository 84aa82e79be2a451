import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newAgent } from "../agents/new-agent.ts";
import { parseAgent } from "../agents/parse-agent.ts";
import { findProject } from "../server/project/find-project.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { whoRuns } from "./who-runs.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage =
  "baton agents [--json] | baton agents check FILE... | baton agents new NAME | baton agents reset NAME [--reason TEXT]";

/** `baton agents`: lists agents, checks agent files, or begins a new one. */
export const agentsCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    json: { type: "boolean" },
    reason: { type: "string" },
  });
  if (read === null) return usageError;
  const [verb, ...rest] = read.positionals;
  switch (verb) {
    case undefined:
      return list(io, read.values.db, read.values.json ?? false);
    case "check":
      return rest.length === 0 ? misuse(io, "agents check needs a file.", usage) : check(io, rest);
    case "new": {
      const [name, ...more] = rest;
      return name === undefined || more.length > 0
        ? misuse(io, "agents new needs one name.", usage)
        : create(io, name);
    }
    case "reset": {
      const [name, ...more] = rest;
      if (name === undefined || more.length > 0)
        return misuse(io, "agents reset needs one name.", usage);
      const { db, reason = "closed by hand" } = read.values;
      return withEngine(io, db, async (engine, baton) => {
        const answer = await engine.resetCircuit(
          { agent: name, reason: baton.clean(reason).text },
          whoRuns(baton),
        );
        if (answer.type === "refused") return printRefusal(io, answer);
        io.stdout(`The circuit of ${name} is closed: it gets work again.\n`);
        return 0;
      });
    }
    default:
      return misuse(io, `agents knows no ${verb}.`, usage);
  }
};

const list = (io: Io, db: string | undefined, json: boolean): Promise<number> =>
  withEngine(io, db, async (engine) => {
    const { agents } = engine.ports;
    if (json) {
      const answer = await engine.listAgents({ limit: 1000 });
      if (answer.type === "refused") return printRefusal(io, answer);
      io.stdout(`${JSON.stringify(answer.content, null, 2)}\n`);
      return 0;
    }
    for (const agent of agents.all()) {
      io.stdout(
        `${agent.name.padEnd(22)} ${agent.phase.padEnd(7)} ${agent.source.padEnd(15)} ${agent.capabilities.slice(0, 3).join(", ")}\n`,
      );
    }
    for (const { path, what, mended } of agents.diagnostics()) {
      io.stdout(`\n${path}: ${what}${mended === null ? " (not usable)" : ` (${mended})`}\n`);
    }
    return 0;
  });

/** Checks files as the loader reads them; exits with 1 when one cannot be used. */
const check = (io: Io, files: readonly string[]): number => {
  let unusable = 0;
  for (const file of files) {
    const path = join(io.cwd, file);
    const target = existsSync(file) ? file : path;
    if (!existsSync(target)) {
      io.stderr(`${file}: there is no such file\n`);
      unusable++;
      continue;
    }
    const { agent, diagnostics } = parseAgent({
      path: target,
      source: "project",
      text: readFileSync(target, "utf8"),
    });
    if (agent === null) unusable++;
    for (const { what, mended } of diagnostics)
      io.stdout(`${file}: ${what}${mended === null ? "" : ` (${mended})`}\n`);
    if (agent !== null)
      io.stdout(
        `${file}: ${agent.name}, phase ${agent.phase}, ${agent.capabilities.length} capabilities${diagnostics.length === 0 ? ", nothing to mend" : ""}\n`,
      );
  }
  return unusable > 0 ? 1 : 0;
};

const create = (io: Io, name: string): number => {
  const made = newAgent(name);
  if (made.type === "refused") return printRefusal(io, made);
  const { root } = findProject({ cwd: io.cwd, env: io.env });
  const path = join(root, ".claude", "agents", `${name}.md`);
  if (existsSync(path)) {
    io.stderr(`baton: ${path} exists already; nothing was written.\n`);
    return 1;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, made.text, { flag: "wx" });
  io.stdout(`${path}\nEdit it, then: baton agents check ${path}\n`);
  return 0;
};
