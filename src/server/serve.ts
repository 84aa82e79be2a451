import { isAbsolute, resolve } from "node:path";
import type { Ticker } from "../engine/due/ticker.ts";
import type { Engine } from "../engine/engine.ts";
import type { Baton } from "./baton.ts";
import { realClock } from "./clock.ts";
import type { Surroundings } from "./compose-ports.ts";
import { createBaton } from "./create-baton.ts";
import { describeError, log, logRepeated } from "./log.ts";
import { allowanceIn } from "./mcp/allowance.ts";
import { buildServer } from "./mcp/build-server.ts";
import { serveFramed } from "./stdio/serve-framed.ts";
import { untilEnd } from "./stdio/until-end.ts";

/** Serves MCP on stdin and stdout until the input ends or a signal comes; returns the exit code. */
export const serve = async (surroundings: Surroundings): Promise<number> => {
  let ticker: Promise<Ticker> | undefined;
  const baton = createBaton({
    ...surroundings,
    stays: true,
    onEngine: (engine) => {
      ticker = startTicking(engine);
    },
  });
  const allowance = allowanceIn(surroundings.env, realClock.monotonic);
  const server = serveFramed({
    input: process.stdin,
    output: process.stdout,
    buildServer: () => buildServer(baton, allowance),
    onClose: async () => {
      (await ticker)?.stop();
      await baton.close();
    },
    onError: (error) => log("warn", "protocol", describeError(error)),
  });
  wakeForDueWork(baton, surroundings);
  showHooksTheWay(surroundings.env);
  return untilEnd(server);
};

/** Only Claude Code has the hooks. They must find this server's program with the first call, so not much later. */
const showHooksTheWay = (env: NodeJS.ProcessEnv): void => {
  if (env.CLAUDE_CODE_SESSION_ID === undefined) return;
  setImmediate(async () => {
    try {
      const { writeHookLauncher } = await import("./hook-launcher.ts");
      writeHookLauncher(env);
    } catch (error) {
      log("warn", "the hooks cannot find this server", describeError(error));
    }
  });
};

const startTicking = async (engine: Engine): Promise<Ticker> => {
  const { startTicker } = await import("../engine/due/ticker.ts");
  return startTicker(engine.ports, engine.held, {
    wait: (ms) => new Promise((done) => setTimeout(done, ms).unref()),
    onError: logRepeated("due work failed"),
  });
};

/** How long after the start the database is looked at, when no call has come before. */
const idleMs = 2_000;

/** Due work waits for no call: where the project has a database, the engine is built soon after the start. */
const wakeForDueWork = (baton: Baton, surroundings: Surroundings): void => {
  setTimeout(async () => {
    try {
      const { existsSync } = await import("node:fs");
      const { findProject } = await import("./project/find-project.ts");
      const { databasePath } = findProject(surroundings);
      const path = isAbsolute(databasePath)
        ? databasePath
        : resolve(surroundings.cwd, databasePath);
      if (existsSync(path)) await baton.engine();
    } catch (error) {
      log("warn", "due work was not looked for", describeError(error));
    }
  }, idleMs).unref();
};
