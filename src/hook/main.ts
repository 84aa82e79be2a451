import module from "node:module";
import { text } from "node:stream/consumers";
import type { HookAnswer, HookEvent } from "./event.ts";
import { readPayload } from "./payload.ts";

/** A hook: gets an event of the client, and says what to print. */
type Hook = (event: HookEvent) => Promise<HookAnswer> | HookAnswer;

/** Each event with what answers it; loaded only when it comes. */
const hooks: Readonly<Record<string, () => Promise<Hook>>> = {
  SessionStart: async () => (await import("./session-start.ts")).sessionStart,
  PreCompact: async () => (await import("./session-start.ts")).beforeCompact,
  SessionEnd: async () => (await import("./session-end.ts")).sessionEnd,
  PreToolUse: async () => (await import("./before-tool.ts")).beforeTool,
  SubagentStop: async () => (await import("./agent-stop.ts")).agentStop,
  StopFailure: async () => (await import("./stop-failure.ts")).stopFailure,
};

/** Whatever goes wrong, the client must not be held up longer. */
const deadlineMs = 5_000;

/** Answers one event on stdin. Silent, and a success, whatever happens: a broken hook must not stop anybody's work. */
const run = async (name: string): Promise<void> => {
  setTimeout(() => process.exit(0), deadlineMs).unref();
  module.enableCompileCache?.();
  try {
    const load = Object.hasOwn(hooks, name) ? hooks[name] : undefined;
    const payload = readPayload(await text(process.stdin));
    if (load === undefined || payload === null) return;
    const hook = await load();
    const { env } = process;
    const answer = await hook({ payload, env, cwd: process.cwd(), now: Date.now() });
    if (answer !== "") process.stdout.write(answer);
  } catch (error) {
    if (process.env.BATON_HOOK_DEBUG === "1")
      process.stderr.write(`baton hook: ${String(error)}\n`);
  }
};

await run(process.argv[2] ?? "");
