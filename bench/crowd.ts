import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/server/package-info.ts";
import type { Rounds } from "./calls.ts";
import type { Collected } from "./collect.ts";
import { type Client, type Launch, openClient } from "./rpc.ts";

/** Agents of the project that has many. */
export const crowd = 1_000;

/** Requests and goals as users write them. */
const requests = [
  "the orders page takes 9 seconds because of one join",
  "react component for picking a date range",
  "test fails once in twenty runs, find out why",
  "deploy to staging with docker",
  "write acceptance criteria for the export of invoices as PDF and CSV",
];

/** Calls that look at all agents: in a project with many, beside one with only the packaged ones. */
export const measureCrowd = async (
  few: Launch,
  base: string,
  sittings: number,
  rounds: Rounds,
  collected: Collected,
): Promise<void> => {
  const many = { ...few, cwd: join(base, "crowd", "project") };
  populate(join(many.cwd, "agents"));
  for (let sitting = 0; sitting < sittings; sitting++) {
    const clients = { empty: await openClient(few), full: await openClient(many) };
    const add = (measure: string, contestant: "empty" | "full", ms: number): void =>
      collected.add(measure, sitting, contestant, ms);
    for (const [name, client] of entries(clients)) {
      add("start to initialize", name, client.initializedMs);
      add("first list_agents", name, await search(client, 0));
    }
    for (let round = -rounds.warm; round < rounds.timed; round++) {
      for (const [name, client] of entries(clients)) {
        const searched = await search(client, round);
        const routed = await client.call("route_goal", { goal: requestOf(round) });
        if (round < 0) continue;
        add("list_agents", name, searched);
        add("route_goal", name, routed.ms);
      }
    }
    for (const [, client] of entries(clients)) await client.close();
  }
};

const entries = ({ empty, full }: Readonly<Record<"empty" | "full", Client>>) =>
  [
    ["empty", empty],
    ["full", full],
  ] as const;

const requestOf = (round: number): string => requests[Math.abs(round) % requests.length] ?? "";

const search = async (client: Client, round: number): Promise<number> => {
  const { ms } = await client.call("list_agents", { query: requestOf(round), limit: 5 });
  return ms;
};

/** Copies of the packaged agents under names of their own: each word stands in as many as can be. */
const populate = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const packaged = join(packageRoot, "agents");
  const texts = readdirSync(packaged).map((file) => readFileSync(join(packaged, file), "utf8"));
  for (let at = 0; at < crowd; at++) {
    const text = texts[at % texts.length] ?? "";
    writeFileSync(join(folder, `a${at}.md`), text.replace(/^name: (.+)$/m, `name: $1-${at}`));
  }
};
