import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSeal, type Seal } from "./seal.ts";

/** Seals of a database that this user has made, oldest first; a line that is none is told apart. */
export const keptSeals = async (
  folder: string,
  databaseId: string,
): Promise<{ readonly seals: readonly Seal[]; readonly broken: number }> => {
  const text = await readFile(bookOf(folder, databaseId), "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  const seals = lines.map(readSeal).filter((seal) => seal !== null);
  return { seals, broken: lines.length - seals.length };
};

/** Keeps a seal for later checks. */
export const keepSeal = async (folder: string, databaseId: string, seal: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await appendFile(bookOf(folder, databaseId), `${seal}\n`, { mode: 0o600 });
};

const bookOf = (folder: string, databaseId: string): string => join(folder, `${databaseId}.seals`);
