import type { Store } from "../core/port/store.ts";
import type { DatabaseKey } from "../store/sqlite/database-key.ts";
import { openSqliteStore } from "../store/sqlite/open-sqlite-store.ts";
import { headsFolder } from "./audit/audit-places.ts";
import { realClock } from "./clock.ts";
import type { Project } from "./project/find-project.ts";
import { keySource } from "./project/key-source.ts";
import { configPath } from "./project/user-folders.ts";

/** Where the key of a project's database comes from. */
export const projectKey = (
  project: Project,
  env: NodeJS.ProcessEnv,
): (() => Promise<DatabaseKey | null>) =>
  keySource({ env, configPath: configPath(env), project: project.main });

/** The store of a project. Opens nothing until it is used. */
export const projectStore = (project: Project, env: NodeJS.ProcessEnv): Store =>
  openSqliteStore({
    path: project.databasePath,
    clock: realClock,
    headsDir: headsFolder(env),
    key: projectKey(project, env),
    refusesLinks: !project.databaseChosen,
    allowNetworkFileSystem: env.BATON_ALLOW_NETWORK_FS === "1",
  });
