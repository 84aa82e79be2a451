import { OutsideFault } from "../../core/port/outside-fault.ts";
import { convertDatabase, type KeyChange } from "../../store/sqlite/convert-database.ts";
import type { DatabaseKey } from "../../store/sqlite/database-key.ts";
import { type FileKind, fileKind } from "../../store/sqlite/file-kind.ts";
import { openSqliteStore } from "../../store/sqlite/open-sqlite-store.ts";
import { realClock } from "../clock.ts";
import type { Project } from "../project/find-project.ts";
import { keyFrom } from "../project/key-source.ts";
import { projectKey } from "../project-store.ts";
import { headsFolder } from "./audit-places.ts";
import { faultText } from "./verify-record.ts";

/** What was found in the database that took the old one's place. */
export interface Converted {
  readonly streams: number;
  readonly events: number;
}

/** Changes how a project's database is kept. Throws OutsideFault, and then nothing was changed. */
type Change = (project: Project, env: NodeJS.ProcessEnv) => Promise<Converted>;

/** Encrypts a database that is not, with the key that is set. */
export const encrypt: Change = async (project, env) => {
  demand(project, "plain", "is encrypted already", "baton rekey gives it another key.");
  return convert(project, env, { from: null, to: await keyOf(project, env) });
};

/** Writes an encrypted database in the clear. */
export const decrypt: Change = async (project, env) => {
  demand(project, "encrypted", "is not encrypted", "Nothing needs decrypting.");
  return convert(project, env, { from: await keyOf(project, env), to: null });
};

/** Gives an encrypted database the key of BATON_NEW_KEY. */
export const rekey: Change = async (project, env) => {
  demand(project, "encrypted", "is not encrypted", "baton encrypt encrypts it.");
  const next = env.BATON_NEW_KEY;
  if (!next) {
    throw new OutsideFault(
      "No new key is set.",
      "Set BATON_NEW_KEY for this command alone, for instance to what openssl rand -hex 32 prints, and keep it.",
    );
  }
  const from = await keyOf(project, env);
  return convert(project, env, { from, to: keyFrom("BATON_NEW_KEY", next) });
};

/** Whether a project's database is encrypted. Only to be asked before it is opened. */
export const isEncrypted = ({ databasePath }: Project): boolean =>
  fileKind(databasePath) === "encrypted";

const demand = (
  { databasePath }: Project,
  wanted: FileKind,
  otherwise: string,
  fix: string,
): void => {
  const kind = fileKind(databasePath);
  if (kind === wanted) return;
  if (kind === "empty") {
    throw new OutsideFault(
      `There is no database ${databasePath} yet.`,
      "The first call that writes makes it, encrypted where a key is set.",
    );
  }
  if (kind === "other") {
    throw new OutsideFault(
      `${databasePath} is none of Baton's databases.`,
      "Name another with --db.",
    );
  }
  throw new OutsideFault(`${databasePath} ${otherwise}.`, fix);
};

const keyOf = async (project: Project, env: NodeJS.ProcessEnv): Promise<DatabaseKey> => {
  const key = await projectKey(project, env)();
  if (key !== null) return key;
  throw new OutsideFault(
    "No key is set.",
    "Set BATON_KEY, or a command that prints the key: baton config set-key-command -- COMMAND.",
  );
};

const convert = (
  { databasePath }: Project,
  env: NodeJS.ProcessEnv,
  change: KeyChange,
): Promise<Converted> =>
  convertDatabase(databasePath, change, realClock, async (draft) => {
    const store = openSqliteStore({
      path: draft,
      clock: realClock,
      headsDir: headsFolder(env),
      key: async () => change.to,
      allowNetworkFileSystem: env.BATON_ALLOW_NETWORK_FS === "1",
    });
    try {
      const damage = await store.integrity();
      const { streams, events, faults } = await store.verify();
      const [first] = [...damage, ...faults.map(faultText)];
      if (first === undefined) return { streams, events };
      throw new OutsideFault(
        `The history is not sound (${first}); nothing was changed.`,
        "Run baton doctor, and restore a backup if it cannot be mended.",
      );
    } finally {
      await store.close();
    }
  });
