import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder the package is installed in; agents/ and schemas/ lie in it. As deep below it as this file lie the chunks of dist/. */
export const packageRoot: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The package's version, read once when first asked for. */
export const packageVersion = (): string => {
  known ??= readVersion();
  return known;
};

let known: string | undefined;

const readVersion = (): string => {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return parsed !== null && typeof parsed === "object" && "version" in parsed
    ? String(parsed.version)
    : "0.0.0";
};
