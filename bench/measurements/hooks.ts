import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../measurement.ts";
import { orderOf } from "../places.ts";
import { type Client, type Launch, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { ratioAtMost, rowBeside } from "../table.ts";

/** The hooks that are timed, in the order in which agents' lives bring them. The last two write. */
const measures = [
  ["hook SessionStart", 3],
  ["hook PreToolUse", 3],
  ["hook SubagentStop", 3],
  ["hook StopFailure", 5],
  ["hook SubagentStop, measuring", 5],
] as const;

/** The program that answers the events of the client. */
export const hookScript = fileURLToPath(new URL("../../hooks/hook.mjs", import.meta.url));

/**
 * Times each hook from its spawn to its end, beside a Node.js that does nothing: a session is told where work stands, a claim
 * is noted, its agent is sent back, and dies; another agent completes, and its transcript is read.
 */
export const hooks: Measurement = {
  name: "hooks",
  run: async ({ quick, launches }) => {
    const servers = await launches();
    const rounds = quick ? 1 : 30;
    const samples = collectSamples();
    const players = {
      bare: idle(servers.bare),
      empty: await lifeIn(servers.empty),
      full: await lifeIn(servers.full),
    };
    // The first round fills the compile cache.
    for (let round = -1; round < rounds; round++) {
      for (const contestant of orderOf(round)) {
        const times = await players[contestant].run(round);
        if (round < 0) continue;
        const sitting = Math.floor((3 * round) / rounds);
        measures.forEach(([measure], i) => {
          samples.add(measure, sitting, contestant, times[i] ?? Number.NaN);
        });
      }
    }
    await players.empty.close();
    await players.full.close();
    return [
      {
        title: "Hooks",
        subject: "Baton",
        against: "node -e 0",
        rows: measures.flatMap(([measure, aim]) =>
          rowBeside(samples, ["empty", "bare"], {
            measure,
            unit: "ms",
            aim: ratioAtMost(aim),
          }),
        ),
      },
      {
        title: "Hooks in a large database",
        subject: "large",
        against: "empty",
        rows: measures.flatMap(([measure]) =>
          rowBeside(samples, ["full", "empty"], { measure, unit: "ms", aim: ratioAtMost(1.2) }),
        ),
      },
    ];
  },
};

/** What a contestant does in a round: the times of {@link hookMeasures}. */
interface Player {
  run(round: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

const idle = (launch: Launch): Player => ({
  run: async () => {
    const times: number[] = [];
    for (const _ of measures) times.push(await timed(launch, ["-e", "0"], {}, /^$/));
    return times;
  },
  close: async () => {},
});

const lifeIn = async (launch: Launch): Promise<Player> => {
  const env = { ...launch.env, CLAUDE_CODE_SESSION_ID: "bench", CLAUDE_PROJECT_DIR: launch.cwd };
  const here = { ...launch, env };
  const client = await openClient(here);
  return { run: (round) => life(client, here, round), close: client.close };
};

const life = async (client: Client, launch: Launch, round: number): Promise<readonly number[]> => {
  const doomed = await agentIn(client, launch, `doomed${process.pid}x${round}`);
  const told = await doomed.hook("SessionStart", { source: "startup" }, /Unfinished work/);
  const { noted, workflow_id } = await doomed.claim();
  const sentBack = await doomed.hook("SubagentStop", {}, /block/);
  const died = await doomed.hook("StopFailure", { error: "overloaded" }, /^$/);
  await client.call("control_workflow", { workflow_id, action: "cancel", reason: "measured" });
  // A success also keeps the agent's circuit closed.
  const diligent = await agentIn(client, launch, `diligent${process.pid}x${round}`);
  await diligent.claim();
  const measured = await diligent.complete();
  return [told, noted, sentBack, died, measured];
};

/** An agent with a handoff that waits for it. */
const agentIn = async (client: Client, launch: Launch, name: string) => {
  const use = `toolu_${name}`;
  const hook = (event: string, payload: object, expected: RegExp): Promise<number> =>
    timed(
      launch,
      [hookScript, event],
      { session_id: "bench", agent_id: name, ...payload },
      expected,
    );
  const { handoff_id, workflow_id } = (
    await client.call("create_handoff", {
      to_agent: "builder",
      context: { feature_description: "something" },
      expected_output: { deliverables: [], acceptance_criteria: [] },
    })
  ).result;
  let lease_token: unknown;
  const claim = async () => {
    const tool = {
      tool_name: "mcp__plugin_baton_baton__execute_handoff",
      tool_use_id: use,
      tool_input: { handoff_id },
      mcp_server: { name: "plugin:baton:baton", source: "plugin" },
    };
    const noted = await hook("PreToolUse", tool, /allow/);
    const claimed = await client.call("execute_handoff", { handoff_id }, use);
    lease_token = claimed.result.lease_token;
    return { noted, workflow_id };
  };
  /** Completes; the time of the hook that reads what the agent consumed. */
  const complete = async (): Promise<number> => {
    const report = { status: "completed", summary: "It is done." };
    await client.call("complete_handoff", { handoff_id, lease_token, ...report });
    const path = join(launch.cwd, "..", `${name}.jsonl`);
    writeFileSync(path, transcript(use));
    const measured = await hook("SubagentStop", { agent_transcript_path: path }, /^$/);
    const { result } = await client.call("status", { workflow_id, view: "timeline" });
    if (!JSON.stringify(result).includes("120 tokens")) throw new Error("nothing was measured");
    return measured;
  };
  return { hook, claim, complete };
};

/** What the client writes down of an agent: one message with what it consumed. */
const transcript = (use: string): string => {
  const usage = { input_tokens: 100, output_tokens: 20 };
  const message = { id: "msg_1", usage, content: [{ type: "tool_use", id: use }] };
  return `${JSON.stringify({ type: "assistant", message })}\n`;
};

/** Milliseconds from the spawn of a process to its end; throws when it does not print what it should. */
export const timed = async (
  { cwd, env }: Launch,
  args: readonly string[],
  payload: object,
  expected: RegExp,
): Promise<number> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(payload));
  await once(child, "close");
  const ms = performance.now() - startedAt;
  if (!expected.test(printed))
    throw new Error(`${args.join(" ")} printed ${JSON.stringify(printed)}`);
  return ms;
};
