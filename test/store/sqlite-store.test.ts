import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/core/port/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { brainContract } from "./brain-contract.ts";
import { realClock } from "./commands.ts";
import { storeContract } from "./store-contract.ts";

const openStore = async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-store-"));
  const opened: Store[] = [];
  const open = () => {
    const path = join(folder, ".baton", "baton.db");
    const store = openSqliteStore({ path, clock: realClock, headsDir: null });
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

storeContract("sqlite", openStore);
brainContract("sqlite", openStore);
