import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { packageRoot } from "../../server/package-info.ts";
import { withoutKeys } from "../../server/project/without-keys.ts";

/** The demo's library, as it ships. */
export const originalProject = join(packageRoot, "demo", "project");
/** The programs that do the agents' work. */
export const agentPrograms = join(packageRoot, "demo", "agents");
/** What starts Baton. */
export const batonProgram = join(packageRoot, "bin", "baton.js");

/** A folder of the demo's own: the project, and the places where Baton keeps what is the user's. */
export interface Scratch {
  readonly root: string;
  readonly project: string;
  /** The environment for every child process of the demo. */
  readonly env: NodeJS.ProcessEnv;
  /** Removes everything. */
  readonly remove: () => Promise<void>;
}

/** Copies the project to a new folder in the system's temporary folder. */
export const makeScratch = async (environment: NodeJS.ProcessEnv): Promise<Scratch> => {
  // The real path, since a server compares real paths and some systems link their temporary folder.
  const root = await realpath(await mkdtemp(join(tmpdir(), "baton-demo-")));
  const project = join(root, "tidy-duration");
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  try {
    await cp(originalProject, project, { recursive: true });
  } catch (error) {
    await remove();
    throw error;
  }
  return { root, project, env: scratchEnvironment(environment, root, project), remove };
};

/** Keeps the user's own configuration, state, database and session out of the demo, and puts this Node first on the path. */
const scratchEnvironment = (
  environment: NodeJS.ProcessEnv,
  root: string,
  project: string,
): NodeJS.ProcessEnv => {
  const { BATON_DB, CLAUDE_CODE_SESSION_ID, NODE_TEST_CONTEXT, ...kept } = withoutKeys(environment);
  const pathKey = Object.keys(kept).find((key) => key.toLowerCase() === "path") ?? "PATH";
  return {
    ...kept,
    [pathKey]: [dirname(process.execPath), kept[pathKey]].filter(Boolean).join(delimiter),
    CLAUDE_PROJECT_DIR: project,
    CLAUDE_CONFIG_DIR: join(root, "claude"),
    XDG_CONFIG_HOME: join(root, "config"),
    XDG_STATE_HOME: join(root, "state"),
  };
};
