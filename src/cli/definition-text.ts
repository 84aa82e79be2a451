import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Io } from "./io.ts";

/** A file's text, or a template's name; null, and said so, for a path that leads nowhere. */
export const definitionText = (
  what: string,
  io: Io,
): { readonly definition: string } | { readonly template: string } | null => {
  try {
    return { definition: readFileSync(resolve(io.cwd, what), "utf8") };
  } catch {
    if (!/[/\\]|\.(ya?ml|json)$/.test(what)) return { template: what };
    io.stderr(`baton: ${what} cannot be read. Fix: name a file that is there, or a template.\n`);
    return null;
  }
};
