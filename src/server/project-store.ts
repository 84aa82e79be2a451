import type { Store } from "../core/port/store.ts";
import { openSqliteStore } from "../store/sqlite/open-sqlite-store.ts";
import { headsFolder } from "./audit/audit-places.ts";
import { realClock } from "./clock.ts";
import type { Project } from "./project/find-project.ts";

/** The store of a project. Opens nothing until it is used. */
export const projectStore = (project: Project, env: NodeJS.ProcessEnv): Store =>
  openSqliteStore({
    path: project.databasePath,
    clock: realClock,
    headsDir: headsFolder(env),
    allowNetworkFileSystem: env.BATON_ALLOW_NETWORK_FS === "1",
  });
