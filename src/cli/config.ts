import { findProject } from "../server/project/find-project.ts";
import { ConfigBroken } from "../server/project/operator-config.ts";
import { configPath } from "../server/project/workplace.ts";
import { addCheckCommand, removeCheckCommand } from "./config/edit-checks.ts";
import { removeKeyCommandCommand, setKeyCommandCommand } from "./config/edit-key.ts";
import { addPoolCommand, removePoolCommand, setCapacityCommand } from "./config/edit-limits.ts";
import { addPersonCommand, removePersonCommand } from "./config/edit-people.ts";
import { setPriceCommand } from "./config/set-price.ts";
import { showConfig } from "./config/show-config.ts";
import { configUsage } from "./config/usage.ts";
import type { Io } from "./io.ts";
import { misuse } from "./options.ts";

/** `baton config`: shows the operator's checks and limits of this project and the people, or changes one. */
export const config = async (argv: readonly string[], io: Io): Promise<number> => {
  const [verb, ...rest] = argv;
  const project = findProject({ cwd: io.cwd, env: io.env });
  const place = { file: configPath(io.env), project: project.main, root: project.root };
  try {
    if (verb === "--help" || verb === "-h") {
      io.stdout(`Usage: ${configUsage}\n`);
      return 0;
    }
    if (verb === "add-check") return await addCheckCommand(rest, place, io);
    if (verb === "remove-check") return await removeCheckCommand(rest, place, io);
    if (verb === "add-pool") return await addPoolCommand(rest, place, io);
    if (verb === "remove-pool") return await removePoolCommand(rest, place, io);
    if (verb === "set-capacity") return await setCapacityCommand(rest, place, io);
    if (verb === "add-person") return await addPersonCommand(rest, place, io);
    if (verb === "remove-person") return await removePersonCommand(rest, place, io);
    if (verb === "set-key-command") return await setKeyCommandCommand(rest, place, io);
    if (verb === "remove-key-command") return await removeKeyCommandCommand(rest, place, io);
    if (verb === "set-price") return await setPriceCommand(rest, place, io);
    if (verb === undefined || verb.startsWith("-")) return await showConfig(argv, place, io);
    return misuse(io, `config knows no ${verb}.`, configUsage);
  } catch (error) {
    if (!(error instanceof ConfigBroken)) throw error;
    io.stderr(`baton: ${error.message} Fix: ${error.fix}\n`);
    return 1;
  }
};
