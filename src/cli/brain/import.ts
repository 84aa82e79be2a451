import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { ForeignExecution, ForeignLearning } from "../../core/event/brain-event.ts";
import { type BrainImport, importBrain } from "../../engine/brain/import-brain.ts";
import { createRedactor } from "../../server/secrets/create-redactor.ts";
import type { Io } from "../io.ts";
import { surroundingsOf } from "../options.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { type Entry, header, readEntry, readLine } from "./line.ts";
import { personOf } from "./person.ts";

/** Bad lines that are told one by one. */
const told = 20;

/** `baton brain import`: takes in what `baton brain export` wrote elsewhere. Exits with 1 when a line was bad. */
export const importBrainFile = async (
  io: Io,
  db: string | undefined,
  file: string,
): Promise<number> => {
  const path = resolve(io.cwd, file);
  if (file !== "-" && !existsSync(path)) {
    io.stderr(`baton: there is no file ${file}.\n`);
    return 1;
  }
  const { clean } = createRedactor(surroundingsOf(io, db).env);
  const input = file === "-" ? process.stdin : createReadStream(path);
  const read = await readFile(input, (line) => clean(line).text);
  for (const fault of read.faults.slice(0, told)) io.stderr(`${fault}\n`);
  if (read.faults.length > told) io.stderr(`and ${read.faults.length - told} more bad lines\n`);
  const { content } = read;
  if (content === null) return 1;
  return withEngine(io, db, async ({ ports }, baton) => {
    if ((await ports.store.databaseId()) === content.origin) {
      io.stderr("baton: that file comes from this very database; nothing was imported.\n");
      return 1;
    }
    const done = await importBrain(ports, content, personOf(baton));
    if (done.type === "refused") return printRefusal(io, done);
    const { imported, known_before: known } = done.content;
    io.stdout(
      `Imported ${String(imported)} entries; ${String(known)} were here already; ${read.faults.length} bad lines were left out.\n`,
    );
    return read.faults.length > 0 ? 1 : 0;
  });
};

const readFile = async (
  input: NodeJS.ReadableStream,
  clean: (line: string) => string,
): Promise<{ readonly content: BrainImport | null; readonly faults: readonly string[] }> => {
  const executions: ForeignExecution[] = [];
  const learnings: Omit<ForeignLearning, "learning">[] = [];
  const faults: string[] = [];
  let origin: string | null = null;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (number === 1) {
      const first = readLine(header, line);
      if ("fault" in first) {
        const fault = `line 1: not the head of an exported brain of this version (${first.fault})`;
        return { content: null, faults: [fault] };
      }
      origin = first.value.database;
    } else if (line.trim() !== "") {
      const entry = readEntry(clean(line));
      if ("fault" in entry) faults.push(`line ${number}: ${entry.fault}`);
      else if (entry.value.kind === "execution") executions.push(executionOf(entry.value));
      else learnings.push(learningOf(entry.value));
    }
  }
  return origin === null
    ? { content: null, faults: ["line 1: the file is empty"] }
    : { content: { origin, executions, learnings }, faults };
};

const executionOf = (line: Extract<Entry, { kind: "execution" }>): ForeignExecution => {
  const { kind: _, started_at: startedAt, ended_at: at, duration_ms, tokens_used, ...rest } = line;
  return { ...rest, startedAt, at, durationMs: duration_ms, tokensUsed: tokens_used };
};

const learningOf = (
  line: Extract<Entry, { kind: "learning" }>,
): Omit<ForeignLearning, "learning"> => {
  const { kind: _, first_at: firstAt, last_at: at, ...rest } = line;
  return { ...rest, firstAt, at };
};
