import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineIn } from "../engine-in.ts";
import type { Measurement } from "../measurement.ts";
import { type Launch, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { ratioAtMost, rowBeside } from "../table.ts";
import {
  apart,
  clockAt,
  pause,
  together,
  waitingDatabase,
  waitingFrom,
} from "../waiting-database.ts";
import { hookScript, timed } from "./hooks.ts";

const sizes = { workflows: 100_000, starts: 30, calls: 150, ticks: 30 };
const quickSizes: typeof sizes = { workflows: 200, starts: 1, calls: 3, ticks: 2 };

const places = ["many", "few"] as const;
type Place = (typeof places)[number];

/** Adds a time in ms. */
type Add = (measure: string, place: Place, ms: number) => void;

/** What many workflows that wait for a time cost those who do something else, and the ticker. */
export const waiting: Measurement = {
  name: "waiting",
  run: async ({ quick, folder, say }) => {
    const { workflows, starts, calls, ticks } = quick ? quickSizes : sizes;
    const base = folder("waiting");
    copy(await waitingDatabase(workflows, say), join(base, "many"));
    // Those that come due while ticks are measured, and no more.
    copy(await waitingDatabase(together * ticks, say), join(base, "few"));
    execFileSync("sync");
    const samples = collectSamples();
    const measures = new Set<string>();
    const add: Add = (measure, place, ms) => {
      measures.add(measure);
      samples.add(measure, 0, place, ms);
    };
    await starting(base, starts, add);
    await calling(base, calls, add);
    await ticking(base, ticks, add);
    return [
      {
        title: `${workflows.toLocaleString("en")} workflows that wait for a time`,
        subject: "many",
        against: "few",
        rows: [...measures].flatMap((measure) =>
          rowBeside(samples, places, { measure, unit: "ms", aim: ratioAtMost(1.2) }),
        ),
      },
    ];
  },
};

const copy = (database: string, folder: string): void => {
  const project = join(folder, "project", ".baton");
  mkdirSync(project, { recursive: true });
  cpSync(join(database, "baton.db"), join(project, "baton.db"));
  cpSync(join(database, "heads"), join(folder, "state", "baton", "heads"), { recursive: true });
};

const launchIn = (base: string, place: Place): Launch => ({
  args: [fileURLToPath(new URL("../../bin/baton.js", import.meta.url)), "serve"],
  cwd: join(base, place, "project"),
  env: {
    PATH: process.env.PATH ?? "",
    HOME: join(base, "home"),
    XDG_STATE_HOME: join(base, place, "state"),
    CLAUDE_PROJECT_DIR: join(base, place, "project"),
    // So the client starts it, and its hooks then find it.
    CLAUDE_CODE_SESSION_ID: "bench",
    NODE_COMPILE_CACHE: join(base, "compiled"),
  },
});

/** Who goes first alternates, since what ran just before shows. */
const orderOf = (round: number): readonly Place[] =>
  round % 2 === 0 ? places : places.toReversed();

const starting = async (base: string, rounds: number, add: Add): Promise<void> => {
  // The first round fills the compile cache.
  for (let round = -1; round < rounds; round++) {
    for (const place of orderOf(round)) {
      const launch = launchIn(base, place);
      const client = await openClient(launch);
      await client.call("status", {});
      const called = client.age();
      await client.close();
      const payload = { session_id: "bench", source: "startup" };
      const told = await timed(launch, [hookScript, "SessionStart"], payload, /Unfinished work/);
      if (round < 0) continue;
      add("cold start to initialize", place, client.initializedMs);
      add("cold start to the first call", place, called);
      add("hook SessionStart", place, told);
    }
  }
};

const calling = async (base: string, rounds: number, add: Add): Promise<void> => {
  const clients = {
    many: await openClient(launchIn(base, "many")),
    few: await openClient(launchIn(base, "few")),
  };
  for (let round = -3; round < rounds; round++) {
    for (const place of orderOf(round)) {
      for (const [tool, args] of callsOf(round)) {
        const { ms } = await clients[place].call(tool, args);
        if (round >= 0) add(tool, place, ms);
      }
    }
  }
  for (const place of places) await clients[place].close();
};

/** The calls that name no workflow: what they look at is all that is unfinished. */
const callsOf = (round: number): readonly (readonly [tool: string, args: object])[] => [
  ["status", {}],
  ["resume", {}],
  ["create_handoff", contract],
  ["execute_handoff", {}],
  ["set_memory", { key: `round/${round}`, value: round }],
  ["send_signal", { name: "paid", correlation: `order-${round}` }],
];

const contract = {
  to_agent: "builder",
  context: { feature_description: "something" },
  expected_output: { deliverables: [], acceptance_criteria: [] },
};

/** Ticks with nothing due, then ticks that each end the wait of so many workflows as come due together. */
const ticking = async (base: string, ticks: number, add: Add): Promise<void> => {
  const clock = clockAt(waitingFrom);
  const engines = {
    many: engineIn(join(base, "many", "project", ".baton"), clock).engine,
    few: engineIn(join(base, "few", "project", ".baton"), clock).engine,
  };
  const tick = async (measure: string, round: number): Promise<void> => {
    for (const place of orderOf(round)) {
      const before = performance.now();
      await engines[place].doDue();
      add(measure, place, performance.now() - before);
    }
  };
  for (const place of places) await engines[place].doDue();
  for (let round = 0; round < 10 * ticks; round++) await tick("tick, nothing due", round);
  clock.advance(pause);
  for (let round = 0; round < ticks; round++) {
    await tick(`tick, ${together} due`, round);
    clock.advance(apart);
  }
  for (const place of places) await engines[place].ports.store.close();
};
