import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import type { Agent } from "../../src/core/agent.ts";

const here = import.meta.dirname;

/** A request as a user would phrase it, with the agents that are right for it. */
export interface Labelled {
  readonly text: string;
  readonly labels: readonly string[];
}

/** Agents with requests for them. */
export interface Collection {
  readonly name: string;
  readonly agents: readonly Agent[];
  readonly requests: readonly Labelled[];
}

const agentsIn = (folder: string): readonly Agent[] =>
  readdirSync(folder).map((file) => {
    const path = join(folder, file);
    const { agent } = parseAgent({ path, source: "project", text: readFileSync(path, "utf8") });
    if (agent === null) throw new Error(`${path} is no agent`);
    return agent;
  });

/** The lines of a file of labelled texts: labels divided by commas, a tab, the text. */
export const labelledIn = (file: string): readonly Labelled[] =>
  readFileSync(join(here, "labelled", file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [labels = "", text = ""] = line.split("\t");
      return { labels: labels.split(","), text: text.replaceAll("\\n", "\n") };
    });

/** The two collections of agents that the ranking is measured on. */
export const collections = (): readonly Collection[] => [
  {
    name: "95 agents",
    agents: agentsIn(join(here, "agents")),
    requests: labelledIn("requests.tsv"),
  },
  {
    name: "11 packaged agents",
    agents: agentsIn(join(here, "..", "..", "agents")),
    requests: labelledIn("requests-packaged.tsv"),
  },
];

/** Half of all texts, chosen by their hash before anything was tuned, is only ever measured. */
export const isHeldOut = (text: string): boolean =>
  (createHash("sha256").update(text).digest()[0] ?? 0) % 2 === 1;
