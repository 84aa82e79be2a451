import { OutsideFault } from "../core/port/outside-fault.ts";
import { type Converted, decrypt, encrypt, rekey } from "../server/audit/change-key.ts";
import { refusalOf } from "../server/call-tool.ts";
import { findProject, type Project } from "../server/project/find-project.ts";
import { type Io, usageError } from "./io.ts";
import { isOperator, refuseAgent } from "./operator.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";
import { printRefusal } from "./with-engine.ts";

/** A command that changes how the database is kept. */
interface Form {
  readonly name: string;
  readonly run: (project: Project, env: NodeJS.ProcessEnv) => Promise<Converted>;
  /** What has been done, and what is to be done now. */
  readonly done: readonly [did: string, next: string];
}

const command =
  ({ name, run, done: [did, next] }: Form) =>
  async (argv: readonly string[], io: Io): Promise<number> => {
    const usage = `baton ${name} [--db FILE]`;
    const read = readOptions(argv, io, usage, dbOption);
    if (read === null) return usageError;
    if (read.positionals.length > 0) return misuse(io, `${name} takes no name.`, usage);
    if (!isOperator(io))
      return refuseAgent(io, "how the record of the project is kept is the operator's");
    const project = findProject(surroundingsOf(io, read.values.db));
    try {
      const { events, streams } = await run(project, io.env);
      io.stdout(
        `${did} ${project.databasePath}: ${events} events in ${streams} streams verified. ${next}\n`,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof OutsideFault))
        return printRefusal(io, refusalOf(error, `baton ${name}`));
      io.stderr(`baton: ${error.message} Fix: ${error.fix}\n`);
      return 1;
    }
  };

/** `baton encrypt`: encrypts the project's database with the key that is set. */
export const encryptCommand = command({
  name: "encrypt",
  run: encrypt,
  done: ["Encrypted", "Keep the key: nothing can be read without it."],
});

/** `baton decrypt`: writes the project's database in the clear. */
export const decryptCommand = command({
  name: "decrypt",
  run: decrypt,
  done: [
    "Decrypted",
    "Now take the key away: with one, a database that is not encrypted is refused.",
  ],
});

/** `baton rekey`: gives the project's database the key of BATON_NEW_KEY. */
export const rekeyCommand = command({
  name: "rekey",
  run: rekey,
  done: ["Changed the key of", "Now set the new key where the old one was set."],
});
