import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { findWorkflow } from "../../engine/find-by-id.ts";
import { sealsFolder } from "../../server/audit/audit-places.ts";
import { verifyExport } from "../../server/audit/verify-export.ts";
import { verifyRecord } from "../../server/audit/verify-record.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { plain } from "../run/plain.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { auditUsage } from "./usage.ts";

/** `baton audit verify`: is the record what it was? Exits with 1 when it is not. */
export const verifyCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, auditUsage, {
    ...dbOption,
    seal: { type: "string" },
    file: { type: "string" },
    key: { type: "string" },
    json: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { db, seal, file, key, json = false } = read.values;
  const [workflow, ...more] = read.positionals;
  if (more.length > 0) return misuse(io, "verify takes one workflow.", auditUsage);
  if (file !== undefined) {
    if (workflow !== undefined || seal !== undefined)
      return misuse(io, "--file goes with --key and --json only.", auditUsage);
    return verifyFile(io, file, key ?? null, json);
  }
  if (key !== undefined) return misuse(io, "--key goes with --file.", auditUsage);
  return withEngine(io, db, async ({ ports }) => {
    const row = workflow === undefined ? null : await findWorkflow(ports, workflow);
    if (row !== null && "code" in row) return printRefusal(io, row);
    const report = await verifyRecord(ports.store, {
      stream: row?.workflow,
      seal: seal ?? null,
      folder: sealsFolder(io.env),
    });
    const { streams, events, anchored, seals, faults } = report;
    const sound = `${events} events in ${streams} streams; ${anchored} heads outside match; ${seals} seals hold`;
    return print(io, json, report, faults, sound);
  });
};

const verifyFile = async (
  io: Io,
  file: string,
  key: string | null,
  json: boolean,
): Promise<number> => {
  try {
    const lines = createInterface({ input: createReadStream(file, "utf8") });
    const report = await verifyExport(lines, key);
    const { events, streams, signedBy, faults } = report;
    const sound = `${events} events in ${streams} streams, signed by ${signedBy}`;
    return print(io, json, report, faults, sound);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    io.stderr(`baton: ${file} cannot be read (${why}). Fix: name an export.\n`);
    return 1;
  }
};

const shown = 50;

const print = (
  io: Io,
  json: boolean,
  report: object,
  faults: readonly string[],
  sound: string,
): number => {
  const { length } = faults;
  if (json) io.stdout(`${JSON.stringify(report, null, 2)}\n`);
  else if (length === 0) io.stdout(`sound: ${sound}\n`);
  else {
    for (const fault of faults.slice(0, shown)) io.stdout(`BAD  ${plain(fault)}\n`);
    if (length > shown) io.stdout(`and ${length - shown} more\n`);
  }
  return length === 0 ? 0 : 1;
};
