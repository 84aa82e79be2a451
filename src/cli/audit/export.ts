import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { findWorkflow } from "../../engine/find-by-id.ts";
import { iso } from "../../engine/iso.ts";
import { readTraces } from "../../engine/mining/read-log.ts";
import { xesText } from "../../engine/mining/xes.ts";
import type { Ports } from "../../engine/ports.ts";
import { sealKeyPath } from "../../server/audit/audit-places.ts";
import { exportLines } from "../../server/audit/export-lines.ts";
import { readKept } from "../../server/audit/read-kept.ts";
import { signingKey } from "../../server/audit/signing-key.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { auditUsage } from "./usage.ts";

/** `baton audit export`: the record as signed JSON lines, or as a log for process mining (XES). */
export const exportCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, auditUsage, {
    ...dbOption,
    format: { type: "string" },
    out: { type: "string" },
  });
  if (read === null) return usageError;
  const { db, format = "jsonl", out } = read.values;
  const [wanted, ...more] = read.positionals;
  if (more.length > 0) return misuse(io, "export takes one workflow.", auditUsage);
  if (format !== "jsonl" && format !== "xes")
    return misuse(io, `there is no format ${format}.`, auditUsage);
  return withEngine(io, db, async ({ ports }) => {
    const row = wanted === undefined ? null : await findWorkflow(ports, wanted);
    if (row !== null && "code" in row) return printRefusal(io, row);
    const pieces =
      format === "xes"
        ? xesText(readTraces(ports.store, { workflow: row?.workflow }))
        : await jsonLines(ports, row?.workflow ?? "all", io);
    return write(io, out, pieces);
  });
};

async function* withBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

const jsonLines = async ({ store, clock }: Ports, scope: string, io: Io) =>
  withBreaks(
    exportLines({
      database: (await store.databaseId()) ?? "none",
      scope,
      events: readKept(store),
      key: await signingKey(sealKeyPath(io.env)),
      at: iso(clock.now()),
    }),
  );

/** Into a new file, or on stdout; a file that exists is left alone. */
const write = async (
  io: Io,
  out: string | undefined,
  pieces: AsyncIterable<string>,
): Promise<number> => {
  if (out === undefined) {
    for await (const piece of pieces) io.stdout(piece);
    return 0;
  }
  try {
    const file: Writable = createWriteStream(out, { flags: "wx", mode: 0o600 });
    await pipeline(Readable.from(pieces), file);
    return 0;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const exists = error.code === "EEXIST";
    io.stderr(
      exists
        ? `baton: ${out} exists, and is not overwritten. Fix: name a new file.\n`
        : `baton: ${out} cannot be written (${String(error.code)}). Fix: name a file in a folder you may write to.\n`,
    );
    return 1;
  }
};
