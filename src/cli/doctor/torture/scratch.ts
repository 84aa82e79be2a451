import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { packageRoot } from "../../../server/package-info.ts";
import { openRpc } from "../../rpc/rpc.ts";
import type { Client } from "./ledger.ts";

/** A server process of the trials. */
export interface Server extends Client {
  close(): Promise<void>;
  kill(): Promise<void>;
}

/** A folder on the user's disk in which everything is tried, and nothing else is touched. */
export interface Scratch {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The path of a new database, for a trial of its own. */
  database(name: string): string;
  /** Starts a server on a database. */
  serve(database: string): Promise<Server>;
  /** Ends what runs and removes everything. */
  remove(): Promise<void>;
}

/** Makes the folder in one that exists; servers are killed when `signal` says so. */
export const makeScratch = (
  parent: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Scratch => {
  const root = mkdtempSync(join(parent, ".baton-torture-"));
  const project = join(root, "project");
  mkdirSync(project);
  const env = scratchEnvironment(environment, root, project);
  const servers = new Set<Server>();
  return {
    root,
    env,
    database: (name) => join(root, name, "baton.db"),
    serve: async (database) => {
      const rpc = openRpc({
        args: [join(packageRoot, "bin", "baton.js"), "serve", "--db", database],
        cwd: project,
        env,
        signal,
        onRequest: (method) => {
          throw new Error(`this client does not answer ${method}`);
        },
      });
      const server: Server = {
        tryCall: async (name, args) =>
          answer.parse(await rpc.request("tools/call", { name, arguments: args })),
        close: rpc.close,
        kill: rpc.kill,
      };
      servers.add(server);
      await rpc.request("initialize", {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "baton-doctor", version: "1.0.0" },
      });
      rpc.notify("notifications/initialized");
      return server;
    },
    remove: async () => {
      await Promise.all([...servers].map((server) => server.kill()));
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
};

/** The user's own configuration, state, key and database stay out of it. */
const scratchEnvironment = (
  environment: NodeJS.ProcessEnv,
  root: string,
  project: string,
): NodeJS.ProcessEnv => {
  const { BATON_DB, BATON_KEY, CLAUDE_CODE_SESSION_ID, CLAUDE_PLUGIN_ROOT, ...kept } = environment;
  return {
    ...kept,
    // Whoever asks for all that was written asks more often than agents may.
    BATON_CALLS_PER_SECOND: "1000000",
    CLAUDE_PROJECT_DIR: project,
    CLAUDE_CONFIG_DIR: join(root, "claude"),
    XDG_CONFIG_HOME: join(root, "config"),
    XDG_STATE_HOME: join(root, "state"),
  };
};

const answer = z.object({
  structuredContent: z.record(z.string(), z.unknown()),
  isError: z.boolean().optional().default(false),
});
