import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/core/port/store.ts";
import { type DatabaseKey, readKey } from "../../src/store/sqlite/database-key.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { brainContract } from "./brain-contract.ts";
import { cacheContract } from "./cache-contract.ts";
import { realClock } from "./commands.ts";
import { storeContract } from "./store-contract.ts";

const openUnder = (key: DatabaseKey | null) => async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-store-"));
  const opened: Store[] = [];
  const open = () => {
    const path = join(folder, ".baton", "baton.db");
    const store = openSqliteStore({ path, clock: realClock, headsDir: null, key: async () => key });
    opened.push(store);
    return store;
  };
  return {
    store: open(),
    reopen: async () => open(),
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

storeContract("sqlite", openUnder(null));
brainContract("sqlite", openUnder(null));
cacheContract("sqlite", openUnder(null));

const encrypted = openUnder(readKey("5e".repeat(32)));
storeContract("sqlite, encrypted", encrypted);
brainContract("sqlite, encrypted", encrypted);
