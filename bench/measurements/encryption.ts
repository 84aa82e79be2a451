import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../measurement.ts";
import { type Client, type Launch, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { median, percentile } from "../stats.ts";
import { rowBeside } from "../table.ts";
import { hookScript, timed } from "./hooks.ts";

const program = fileURLToPath(new URL("../../bin/baton.js", import.meta.url));

/** What the database is kept under. */
const keys = {
  plain: {},
  raw: { BATON_KEY: "5e".repeat(32) },
  words: { BATON_KEY: "a passphrase of several words" },
} as const;
type Contestant = keyof typeof keys;
const contestants: readonly Contestant[] = ["plain", "raw", "words"];

/** What encryption costs a caller: calls beside one without, and a hook, which opens the database each time. */
export const encryption: Measurement = {
  name: "encryption",
  run: async ({ quick, folder }) => {
    const rounds = quick ? { warm: 0, timed: 1 } : { warm: 50, timed: 450 };
    const samples = collectSamples();
    const launches = new Map(contestants.map((name) => [name, launchIn(folder(name), keys[name])]));
    const clients = new Map<Contestant, Client>();
    for (const [name, launch] of launches) clients.set(name, await openClient(launch));
    const workflows = new Map<Contestant, unknown>();
    for (const [name, client] of clients) workflows.set(name, await begin(client));
    for (let round = -rounds.warm; round < rounds.timed; round++) {
      for (const name of inTurn(round)) {
        const client = clients.get(name);
        if (client === undefined) continue;
        const set = await client.call("set_memory", { key: `module/${round % 50}`, value });
        const seen = await client.call("status", { workflow_id: workflows.get(name) });
        if (round < 0) continue;
        const sitting = Math.floor((3 * round) / rounds.timed);
        samples.add("set_memory", sitting, name, set.ms);
        samples.add("status", sitting, name, seen.ms);
      }
    }
    for (let round = quick ? 0 : -1; round < (quick ? 1 : 30); round++) {
      for (const name of inTurn(round)) {
        const launch = launches.get(name);
        if (launch === undefined) continue;
        const payload = { session_id: "bench", source: "startup" };
        const ms = await timed(launch, [hookScript, "SessionStart"], payload, /Unfinished work/);
        if (round >= 0) samples.add("hook SessionStart", Math.floor(round / 10), name, ms);
      }
    }
    for (const client of clients.values()) await client.close();
    const rowsOf = (name: Contestant) =>
      ["set_memory", "status", "hook SessionStart"].flatMap((measure) => [
        ...rowBeside(samples, [name, "plain"], {
          measure,
          unit: "ms",
          statistic: median,
          label: " p50",
        }),
        ...rowBeside(samples, [name, "plain"], {
          measure,
          unit: "ms",
          statistic: p95,
          label: " p95",
        }),
      ]);
    return [
      { title: "Encrypted with a key", subject: "key", against: "none", rows: rowsOf("raw") },
      {
        title: "Encrypted with a passphrase",
        subject: "words",
        against: "none",
        rows: rowsOf("words"),
      },
    ];
  },
};

const p95 = (samples: readonly number[]): number => percentile(samples, 0.95);

const value = { owner: "marcus-backend", note: "invoices are exported as PDF and CSV", seen: 1 };

/** Each goes first as often as the others. */
const inTurn = (round: number): readonly Contestant[] => {
  const first = Math.abs(round) % contestants.length;
  return [...contestants.slice(first), ...contestants.slice(0, first)];
};

const launchIn = (folder: string, key: Readonly<Record<string, string>>): Launch => {
  const project = join(folder, "project");
  mkdirSync(project, { recursive: true });
  return {
    args: [program, "serve"],
    cwd: project,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(folder, "home"),
      XDG_CONFIG_HOME: join(folder, "config"),
      XDG_STATE_HOME: join(folder, "state"),
      CLAUDE_CODE_SESSION_ID: "bench",
      CLAUDE_PROJECT_DIR: project,
      ...key,
    },
  };
};

const begin = async (client: Client): Promise<unknown> => {
  const { result } = await client.call("create_handoff", {
    to_agent: "builder",
    context: { feature_description: "Export invoices" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
  });
  return result.workflow_id;
};
