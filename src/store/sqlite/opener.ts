import { connectCipher } from "./cipher.ts";
import { type Connect, connectFile } from "./connect-file.ts";
import type { DatabaseKey } from "./database-key.ts";
import type { Db } from "./db.ts";

/** How the files of one database are opened, with its key or without one. */
export interface Opener {
  readonly open: Connect;
  /** Opens a database to work in, which goes when it is closed; beside an encrypted one it stays in memory. */
  scratch(): Db;
  /** Attaches a file to a connection that came from here, under the name `kept`. */
  attach(db: Db, path: string): void;
}

/** The opener for a key; without one, nothing of encryption is used. */
export const openerFor = (key: DatabaseKey | null): Opener =>
  key === null ? plain : ciphered(key);

const plain: Opener = {
  open: connectFile,
  scratch: () => connectFile(""),
  attach: (db, path) => {
    db.prepare("ATTACH ? AS kept").run(path);
  },
};

const ciphered = (key: DatabaseKey): Opener => ({
  open: (path) => connectCipher(path, key),
  scratch: () => connectCipher("", null),
  attach: (db, path) => {
    db.prepare("ATTACH ? AS kept KEY ?").run(path, key);
  },
});
