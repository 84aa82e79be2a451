import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/server/package-info.ts";
import type { Measurement } from "../measurement.ts";
import { type Client, openClient } from "../rpc.ts";
import { collectSamples } from "../samples.ts";
import { percentile } from "../stats.ts";
import { type Aim, rowBeside } from "../table.ts";

/** Requests and goals as users write them. */
const requests = [
  "the orders page takes 9 seconds because of one join",
  "react component for picking a date range",
  "test fails once in twenty runs, find out why",
  "deploy to staging with docker",
  "write acceptance criteria for the export of invoices as PDF and CSV",
];

/** Calls that look at all agents: in a project with many, beside one with only the packaged ones. */
export const agents: Measurement = {
  name: "agents",
  run: async ({ quick, folder, launches }) => {
    const few = (await launches()).empty;
    const many = { ...few, cwd: folder("crowd/project") };
    const crowd = quick ? 50 : 1000;
    populate(join(many.cwd, "agents"), crowd);
    const rounds = quick ? { warm: 1, timed: 5 } : { warm: 30, timed: 150 };
    const samples = collectSamples();
    for (let sitting = 0; sitting < (quick ? 1 : 3); sitting++) {
      const clients = { few: await openClient(few), many: await openClient(many) };
      for (const [name, client] of entries(clients)) {
        samples.add("start to initialize", sitting, name, client.initializedMs);
        samples.add("first list_agents", sitting, name, await search(client, 0));
      }
      for (let round = -rounds.warm; round < rounds.timed; round++) {
        for (const [name, client] of entries(clients)) {
          const searched = await search(client, round);
          const routed = await client.call("route_goal", { goal: requestOf(round) });
          if (round < 0) continue;
          samples.add("list_agents", sitting, name, searched);
          samples.add("route_goal", sitting, name, routed.ms);
        }
      }
      for (const [, client] of entries(clients)) await client.close();
    }
    return [
      {
        title: `Among ${crowd.toLocaleString("en")} agents`,
        subject: "many",
        against: "few",
        rows: rows.flatMap((row) => rowBeside(samples, ["many", "few"], { unit: "ms", ...row })),
      },
    ];
  },
};

const p95 = (samples: readonly number[]): number => percentile(samples, 0.95);
/** The aim is one of time and not of a ratio. */
const aQuery: Aim = { of: "subject", bound: "most", value: 10 };
const rows = [
  { measure: "start to initialize" },
  { measure: "first list_agents" },
  { measure: "list_agents", label: " p50", aim: aQuery },
  { measure: "list_agents", label: " p95", statistic: p95, aim: aQuery },
  { measure: "route_goal", label: " p50", aim: aQuery },
  { measure: "route_goal", label: " p95", statistic: p95, aim: aQuery },
];

const entries = ({ few, many }: Readonly<Record<"few" | "many", Client>>) =>
  [
    ["few", few],
    ["many", many],
  ] as const;

const requestOf = (round: number): string => requests[Math.abs(round) % requests.length] ?? "";

const search = async (client: Client, round: number): Promise<number> => {
  const { ms } = await client.call("list_agents", { query: requestOf(round), limit: 5 });
  return ms;
};

/** Copies of the packaged agents under names of their own: each word stands in as many as can be. */
const populate = (folder: string, crowd: number): void => {
  mkdirSync(folder, { recursive: true });
  const packaged = join(packageRoot, "agents");
  const texts = readdirSync(packaged).map((file) => readFileSync(join(packaged, file), "utf8"));
  for (let at = 0; at < crowd; at++) {
    const text = texts[at % texts.length] ?? "";
    writeFileSync(join(folder, `a${at}.md`), text.replace(/^name: (.+)$/m, `name: $1-${at}`));
  }
};
