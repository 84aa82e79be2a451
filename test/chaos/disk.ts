import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preload } from "./preload.ts";
import type { Stage } from "./scenario.ts";

/** Numbers of errors, as Linux has them. */
export const errors = { EIO: 5, ENOSPC: 28 } as const;

/** A call that is to fail. */
export interface Failure {
  readonly call: "read" | "write" | "sync" | "truncate";
  /** How the path of the file ends. */
  readonly file: "baton.db" | "-wal";
  readonly error: keyof typeof errors;
  /** How many such calls go well before. */
  readonly after: number;
}

/** What reached the disk, in order. */
export interface DiskRecord {
  /** Write, truncate, synced, failed to sync, created a file, a directory, unlinked, answered. */
  readonly call: "W" | "T" | "S" | "F" | "C" | "D" | "U" | "A";
  readonly path: string;
  readonly offset: number;
  readonly data: Buffer;
}

/** The disk under a server, which can be made to fail and tells what reached it. */
export interface Disk {
  /** For the server's process. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on such calls fail, until it heals. */
  fail(failure: Failure): void;
  heal(): void;
  records(): readonly DiskRecord[];
}

/** Prepares the disk for a stage's project; `logs` where what reaches it is to be told. */
export const diskUnder = ({ folder, project }: Stage, { logs = false } = {}): Disk => {
  const control = join(folder, "disk-control");
  const log = join(folder, "disk-log");
  return {
    env: {
      LD_PRELOAD: preload("disk", folder),
      DISK_ROOT: project.root,
      DISK_CONTROL: control,
      ...(logs ? { DISK_LOG: log } : {}),
    },
    fail: ({ call, file, error, after }) =>
      writeFileSync(control, `${call} ${file} ${errors[error]} ${after}\n`),
    heal: () => rmSync(control, { force: true }),
    records: () => parse(readFileSync(log)),
  };
};

const pathSize = 512;

const parse = (bytes: Buffer): readonly DiskRecord[] => {
  const records: DiskRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const call = callOf(String.fromCharCode(bytes[at] ?? 0));
    const path = bytes.toString("utf8", at + 1, bytes.indexOf(0, at + 1));
    const offset = Number(bytes.readBigInt64LE(at + 1 + pathSize));
    const length = Number(bytes.readBigInt64LE(at + 1 + pathSize + 8));
    at += 1 + pathSize + 16;
    const size = call === "W" || call === "A" ? length : 0;
    records.push({ call, path, offset, data: bytes.subarray(at, at + size) });
    at += size;
  }
  return records;
};

const callOf = (letter: string): DiskRecord["call"] => {
  switch (letter) {
    case "W":
    case "T":
    case "S":
    case "F":
    case "C":
    case "D":
    case "U":
    case "A":
      return letter;
    default:
      throw new Error(`the log of the disk has a record ${letter}`);
  }
};
