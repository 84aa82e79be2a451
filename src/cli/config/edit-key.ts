import { setKeyCommand } from "../../server/project/edit-config.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, commandText, configUsage } from "./usage.ts";

/** `set-key-command -- COMMAND [ARGS...]`: what prints the key of this project's database. */
export const setKeyCommandCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const [first, program, ...args] = argv;
  if (first !== "--" || program === undefined || program === "")
    return misuse(io, "set-key-command needs -- and then the command.", configUsage);
  if (!isOperator(io)) return refuseAgent(io, "the key of the database is the operator's");
  await setKeyCommand(file, project, [program, ...args]);
  io.stdout(`The key of this project's database comes from ${commandText([program, ...args])}\n`);
  return 0;
};

/** `remove-key-command`. An encrypted database can then not be read until a key is set again. */
export const removeKeyCommandCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  if (read.positionals.length > 0)
    return misuse(io, "remove-key-command takes no name.", configUsage);
  if (!isOperator(io)) return refuseAgent(io, "the key of the database is the operator's");
  if ((await setKeyCommand(file, project, null)).existed) {
    io.stdout("Removed the key command.\n");
    return 0;
  }
  io.stderr("baton: this project has no key command of its own. Fix: baton config shows it.\n");
  return 1;
};
