import { readdir, readFile } from "node:fs/promises";

/** Which files differ between two folders: [{path, change: added | changed | removed, plus, minus}], sorted by path. */
export const compareFolders = async (before, after) => {
  const old = await contents(before);
  const now = await contents(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === is) return [];
    const change = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ path, change, ...countLines(lines(was), lines(is)) }];
  });
};

const contents = async (folder) => {
  const found = new Map();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
    if (!entry.isDirectory()) found.set(entry.name, await readFile(url, "utf8"));
    else for (const [path, text] of await contents(url)) found.set(`${entry.name}/${path}`, text);
  }
  return found;
};

const lines = (text) => (text === undefined ? [] : text.trimEnd().split("\n"));

/** Lines added and taken away, by the longest common subsequence. */
const countLines = (was, is) => {
  let row = new Array(is.length + 1).fill(0);
  for (const line of was) {
    const next = [0];
    for (const [column, other] of is.entries()) {
      next.push(line === other ? row[column] + 1 : Math.max(row[column + 1], next[column]));
    }
    row = next;
  }
  const common = row[is.length];
  return { plus: is.length - common, minus: was.length - common };
};
