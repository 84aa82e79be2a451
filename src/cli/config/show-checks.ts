import { existsSync } from "node:fs";
import { type Check, checksOf, readConfig } from "../../server/project/operator-config.ts";
import { defaultTimeout } from "../../server/project/run-check.ts";
import { type Io, usageError } from "../io.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, commandText, configUsage } from "./usage.ts";

/** Prints where the configuration is and what it holds for this project. */
export const showChecks = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, { json: { type: "boolean" } });
  if (read === null) return usageError;
  if (read.positionals.length > 0) {
    return misuse(io, `config knows no ${read.positionals[0]}.`, configUsage);
  }
  const exists = existsSync(file);
  const checks = checksOf(await readConfig(file), project);
  if (read.values.json) {
    const shown = { path: file, exists, project, checks: checks.map(asJson) };
    io.stdout(`${JSON.stringify(shown, null, 2)}\n`);
    return 0;
  }
  io.stdout(`File     ${file}${exists ? "" : " (does not exist yet)"}\nProject  ${project}\n`);
  if (checks.length === 0) {
    io.stdout("Checks   none; add one: baton config add-check tests -- npm test\n");
    return 0;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const [index, { name, entry, source }] of checks.entries()) {
    const more = [
      `${entry.timeout_seconds ?? defaultTimeout} s`,
      ...(entry.cwd === undefined ? [] : [`in ${entry.cwd}`]),
      ...(source === "defaults" ? ["for every project"] : []),
    ];
    const label = index === 0 ? "Checks " : "       ";
    io.stdout(
      `${label}  ${name.padEnd(width)}  ${commandText(entry.command)}  (${more.join(", ")})\n`,
    );
  }
  return 0;
};

const asJson = ({ name, entry, source }: Check) => ({
  name,
  command: entry.command,
  timeout_seconds: entry.timeout_seconds ?? defaultTimeout,
  cwd: entry.cwd ?? ".",
  source,
});
