import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Inputs of a target that are kept, in the order of their names: real ones, and what once went wrong (`found-`). */
export const corpusOf = (target: string): readonly Buffer[] => {
  const folder = folderOf(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
};

/** Keeps a finding, so that it is tried in every run from now on; returns its file. */
export const keepFinding = (target: string, input: Buffer): string => {
  const hash = createHash("sha256").update(input).digest("hex").slice(0, 8);
  const file = join(folderOf(target), `found-${hash}.txt`);
  mkdirSync(folderOf(target), { recursive: true });
  writeFileSync(file, input);
  return file;
};

const folderOf = (target: string): string => join(import.meta.dirname, "corpus", target);
