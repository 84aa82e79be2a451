import { StoreUnusable } from "../../core/port/store-error.ts";
import type { DatabaseKey } from "./database-key.ts";
import type { FileKind } from "./file-kind.ts";

/** Throws StoreUnusable when a database is encrypted and there is no key, or the other way round; nothing was opened yet. */
export const refuseUnfitting = (path: string, kind: FileKind, key: DatabaseKey | null): void => {
  if (kind === "encrypted" && key === null) {
    throw new StoreUnusable(
      `The database ${path} is encrypted, and no key is set.`,
      "Set BATON_KEY where Baton is started, or a command that prints the key: baton config set-key-command -- COMMAND.",
    );
  }
  if (kind === "plain" && key !== null) {
    throw new StoreUnusable(
      `A key is set, and the database ${path} is not encrypted.`,
      "Run baton encrypt in a terminal, or take the key away (BATON_KEY, baton config remove-key-command).",
    );
  }
};

/** The key and the file do not go together; a damaged first page looks the same. */
export const keyDoesNotFit = (cause: unknown): StoreUnusable =>
  new StoreUnusable(
    "The key that is set does not open Baton's database.",
    "Set the key it was encrypted with. If that is the one, the file is damaged: restore a backup.",
    { cause },
  );
