import { nearest } from "../../core/nearest.ts";
import { addCheck, removeCheck } from "../../server/project/edit-config.ts";
import { checksOf, readConfig } from "../../server/project/operator-config.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, commandText, configUsage, entryName } from "./usage.ts";

const longestTimeout = 86_400;

/** `add-check NAME [--timeout SECONDS] [--cwd FOLDER] -- COMMAND [ARGS...]`: replaces a check of the same name. */
export const addCheckCommand = async (
  argv: readonly string[],
  place: ConfigPlace,
  io: Io,
): Promise<number> => {
  const split = argv.indexOf("--");
  const [program, ...args] = split < 0 ? [] : argv.slice(split + 1);
  const read = readOptions(split < 0 ? argv : argv.slice(0, split), io, configUsage, {
    timeout: { type: "string" },
    cwd: { type: "string" },
  });
  if (read === null) return usageError;
  const { timeout, cwd } = read.values;
  const name = onlyName(read.positionals);
  if (name === null) return misuse(io, wrongName(read.positionals, split < 0), configUsage);
  if (program === undefined || program === "") {
    return misuse(io, "add-check needs -- and then the command.", configUsage);
  }
  const seconds = timeout === undefined ? undefined : Number(timeout);
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1)) {
    return misuse(io, "--timeout takes whole seconds from 1.", configUsage);
  }
  if (seconds !== undefined && seconds > longestTimeout) {
    return misuse(io, `--timeout takes at most ${longestTimeout} seconds.`, configUsage);
  }
  if (cwd === "") return misuse(io, "--cwd needs a folder.", configUsage);
  if (!isOperator(io)) return refuseAgent(io, "checks are the operator's");
  const { existed } = await addCheck(place.file, place.project, name, {
    command: [program, ...args],
    ...(seconds === undefined ? {} : { timeout_seconds: seconds }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  const what = existed ? "Replaced" : "Added";
  io.stdout(`${what} check ${name}: ${commandText([program, ...args])}\n`);
  return 0;
};

/** `remove-check NAME`. Handoffs that name it can then not be completed until it is there again. */
export const removeCheckCommand = async (
  argv: readonly string[],
  { file, project }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  const [name, ...more] = read.positionals;
  if (name === undefined || more.length > 0) {
    return misuse(io, "remove-check needs one name.", configUsage);
  }
  if (!isOperator(io)) return refuseAgent(io, "checks are the operator's");
  const known = checksOf(await readConfig(file), project);
  const check = known.find((each) => each.name === name);
  if (check?.source === "project" && (await removeCheck(file, project, name)).existed) {
    io.stdout(`Removed check ${name}.\n`);
    return 0;
  }
  const near = nearest(
    name,
    known.filter(({ source }) => source === "project").map((each) => each.name),
  );
  const fix =
    check === undefined
      ? near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : "baton config lists the checks."
      : `It is a default for every project; edit ${file}.`;
  io.stderr(`baton: this project has no check ${name} of its own. ${fix}\n`);
  return 1;
};

const onlyName = (positionals: readonly string[]): string | null => {
  const [name, ...more] = positionals;
  return name !== undefined && more.length === 0 && entryName.test(name) ? name : null;
};

const wrongName = (positionals: readonly string[], withoutCommand: boolean): string => {
  if (positionals.length === 0) return "add-check needs a name.";
  if (positionals.length > 1) {
    return withoutCommand
      ? "put -- before the command."
      : "add-check takes one name before the --.";
  }
  return `"${positionals[0]}" is no name: letters, digits, dots, dashes and underscores, at most 64.`;
};
