import { existsSync } from "node:fs";
import type { Store } from "../core/port/store.ts";
import { findProject } from "../server/project/find-project.ts";
import type { HookEvent } from "./event.ts";

/** The project's store to read from; null where the project has no database. */
export const openStore = async ({ cwd, env }: HookEvent): Promise<Store | null> => {
  const project = findProject({ cwd, env });
  if (!existsSync(project.databasePath)) return null;
  const { projectStore } = await import("../server/project-store.ts");
  return projectStore(project, env);
};
