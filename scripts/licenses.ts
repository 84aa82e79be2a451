import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { OutputChunk } from "rolldown";
import { z } from "zod";

const manifest = z.object({ name: z.string(), version: z.string() });
const folder = new RegExp(
  `^.*[\\${sep}]node_modules[\\${sep}](?:@[^\\${sep}]+[\\${sep}])?[^\\${sep}]+`,
);

/** The licenses of all packages that something was taken from. Throws where one has none. */
export const licenses = (chunks: readonly OutputChunk[]): string => {
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
  const folders = modules.flatMap((id) => folder.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort().map(licenseIn).join("\n----\n\n");
};

const licenseIn = (path: string): string => {
  const { name, version } = manifest.parse(
    JSON.parse(readFileSync(join(path, "package.json"), "utf8")),
  );
  const file = readdirSync(path).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no license file`);
  return `${name} ${version}\n\n${readFileSync(join(path, file), "utf8").trim()}\n`;
};
