import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Surroundings } from "../server/compose-ports.ts";
import { type Io, usageError } from "./io.ts";

/** Parses a command's options; prints what is wrong and how it is used, and returns null, when it cannot. */
export const readOptions = <T extends NonNullable<ParseArgsConfig["options"]>>(
  argv: readonly string[],
  io: Io,
  usage: string,
  options: T,
) => {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    const what = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    io.stderr(`baton: ${what}.\nUsage: ${usage}\n`);
    return null;
  }
};

/** The option that every command with a database takes. */
export const dbOption = { db: { type: "string" } } as const;

/** Where a command works. */
export const surroundingsOf = (io: Io, db: string | undefined): Surroundings => ({
  cwd: io.cwd,
  env: io.env,
  ...(db === undefined ? {} : { db }),
});

/** Prints how a command is used. */
export const misuse = (io: Io, what: string, usage: string): number => {
  io.stderr(`baton: ${what}\nUsage: ${usage}\n`);
  return usageError;
};
