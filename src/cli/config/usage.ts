/** Every form of `baton config`. */
export const configUsage = [
  "baton config [--json]",
  "       baton config add-check NAME [--timeout SECONDS] [--cwd FOLDER] -- COMMAND [ARGS...]",
  "       baton config remove-check NAME",
  "       baton config add-pool NAME UNITS",
  "       baton config remove-pool NAME",
  "       baton config set-capacity [AGENTS] [--tokens N] [--workflows N]",
  "       baton config add-person NAME [--user USER]... [--role ROLE]...",
  "       baton config remove-person NAME",
  "       baton config set-price PRICE|none",
  "       baton config set-key-command -- COMMAND [ARGS...]",
  "       baton config remove-key-command",
].join("\n");

/** What a check, a pool or a person may be called. */
export const entryName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What a command of `baton config` works on. */
export interface ConfigPlace {
  /** The operator's configuration file. */
  readonly file: string;
  /** The project's key in it: the main worktree, which linked ones share. */
  readonly project: string;
  /** The project folder: what a check's folder is relative to. */
  readonly root: string;
}

/** A command line for reading, not for a shell. */
export const commandText = (command: readonly string[]): string =>
  command.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(" ");
