import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { estimateTokenCount } from "tokenx";
import { createAgentRegistry } from "../agents/agent-registry.ts";
import type { Ports } from "../engine/ports.ts";
import { realClock } from "./clock.ts";
import { packageRoot } from "./package-info.ts";
import { findProject } from "./project/find-project.ts";
import { configPath, createWorkplace } from "./project/workplace.ts";
import { projectStore } from "./project-store.ts";
import { createRedactor } from "./secrets/create-redactor.ts";
import { templatesIn } from "./templates.ts";

/** Where Baton is started, and with what. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `--db`: overrides the place of the database. */
  readonly db?: string;
}

/** Everything an engine is built from: with project-store.ts the only place that names a concrete store and a real clock. */
export const composePorts = (surroundings: Surroundings): Ports => {
  const { env } = surroundings;
  const project = findProject(surroundings);
  const agents = createAgentRegistry({
    sources: [
      { source: "project", dir: join(project.root, "agents") },
      { source: "project-claude", dir: join(project.root, ".claude", "agents") },
      {
        source: "user",
        dir: join(env.CLAUDE_CONFIG_DIR ?? join(homedir(), ".claude"), "agents"),
      },
      { source: "packaged", dir: join(packageRoot, "agents") },
    ],
    monotonic: realClock.monotonic,
  });
  const workplace = createWorkplace({
    project,
    configPath: configPath(env),
    monotonic: realClock.monotonic,
  });
  const { clean } = createRedactor(env);
  return {
    store: projectStore(project, env),
    clock: realClock,
    agents,
    workplace,
    templates: templatesIn([join(project.root, "workflows"), join(packageRoot, "workflows")]),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    tokens: (text) => estimateTokenCount(text),
    secretIn: (text) => clean(text).found[0] ?? null,
    plugin: env.CLAUDE_PLUGIN_ROOT !== undefined,
  };
};
