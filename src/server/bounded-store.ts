import type { Store } from "../core/port/store.ts";
import { connectFile } from "../store/sqlite/connect-file.ts";
import type { Db } from "../store/sqlite/db.ts";
import { openSqliteStore } from "../store/sqlite/open-sqlite-store.ts";
import { realClock } from "./clock.ts";

/** A store whose file may grow only so far, as on a disk that is full. */
export interface BoundedStore {
  readonly store: Store;
  /** From now on the file may have this many pages more than it has. */
  allow(pages: number): void;
}

/** Opens a database of its own, without heads outside, for trying what happens when there is no room. */
export const boundedStore = (path: string): BoundedStore => {
  let open: Db | null = null;
  const store = openSqliteStore({
    path,
    clock: realClock,
    headsDir: null,
    connect: (file) => {
      open = connectFile(file);
      return open;
    },
  });
  return {
    store,
    allow: (pages) => {
      const used = Number(open?.pragma("page_count", { simple: true }));
      open?.pragma(`max_page_count = ${used + pages}`);
    },
  };
};
