import { addPerson, removePerson } from "../../server/project/edit-config.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, configUsage, entryName } from "./usage.ts";

const many = { type: "string", multiple: true } as const;

/** `add-person NAME [--user USER]... [--role ROLE]...`: replaces a person of the same name. */
export const addPersonCommand = async (
  argv: readonly string[],
  { file }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, { user: many, role: many });
  if (read === null) return usageError;
  const [name, ...more] = read.positionals;
  if (name === undefined || more.length > 0 || !entryName.test(name))
    return misuse(io, "add-person needs one name: letters, digits and . _ -", configUsage);
  const { user: users, role: roles } = read.values;
  if ([...(users ?? []), ...(roles ?? [])].includes(""))
    return misuse(io, "a user or a role has no name.", configUsage);
  if (!isOperator(io)) return refuseAgent(io, "people are the operator's");
  const { existed } = await addPerson(file, name, {
    ...(users === undefined ? {} : { users }),
    ...(roles === undefined ? {} : { roles }),
  });
  io.stdout(`${existed ? "Replaced" : "Added"} person ${personText(name, users, roles)}\n`);
  return 0;
};

/** `remove-person NAME`. */
export const removePersonCommand = async (
  argv: readonly string[],
  { file }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  const [name, ...more] = read.positionals;
  if (name === undefined || more.length > 0)
    return misuse(io, "remove-person needs one name.", configUsage);
  if (!isOperator(io)) return refuseAgent(io, "people are the operator's");
  if ((await removePerson(file, name)).existed) {
    io.stdout(`Removed person ${name}.\n`);
    return 0;
  }
  io.stderr(`baton: there is no person ${name}. Fix: baton config lists them.\n`);
  return 1;
};

/** A person on one line. */
export const personText = (
  name: string,
  users: readonly string[] = [name],
  roles: readonly string[] = [],
): string =>
  `${name}  (user ${users.join(", ")}${roles.length === 0 ? "" : `; ${roles.join(", ")}`})`;
