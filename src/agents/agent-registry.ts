import type { Agent, AgentDiagnostic, AgentSource } from "../core/agent.ts";
import { nearest } from "../core/nearest.ts";
import { agentCache } from "./agent-cache.ts";
import { agentFolder } from "./agent-folder.ts";
import { type AgentIndex, indexAgents } from "./agent-index.ts";
import { clientAgent, clientAgentNames } from "./client-agents.ts";
import { stampOf } from "./file-stamp.ts";

/** What a name stands for: a file Baton read, an agent only the client has, or nothing. */
export type FoundAgent =
  | { readonly type: "agent"; readonly agent: Agent }
  | { readonly type: "external"; readonly name: string; readonly warning: string }
  | { readonly type: "unknown"; readonly nearest: readonly string[] };

/** A folder to search; folders are given in search order, and the first file of a name wins. */
export interface AgentSourceFolder {
  readonly source: AgentSource;
  readonly dir: string;
}

/** All agents in reach. Every call sees files changed up to `recheckMs` ago. */
export interface AgentRegistry {
  /** The agents that names lead to, in search order; shadowed ones are left out. */
  all(): readonly Agent[];
  /** `baton:NAME` always means the packaged agent; capitals matter only between names that differ in nothing else. */
  find(name: string): FoundAgent;
  /** What is odd in the files found, and what was done about it. */
  diagnostics(): readonly AgentDiagnostic[];
}

/** Finds agents in folders and keeps up with changes by looking, at most once per `recheckMs` of `monotonic`. */
export const createAgentRegistry = (options: {
  readonly sources: readonly AgentSourceFolder[];
  /** A clock in milliseconds that never goes back. */
  readonly monotonic: () => number;
  readonly recheckMs?: number;
}): AgentRegistry => {
  const recheckMs = options.recheckMs ?? 250;
  const folders = options.sources.map(({ source, dir }) => ({
    source,
    dir,
    folder: agentFolder(dir, options.monotonic),
    cache: agentCache(),
  }));
  let view: View | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let signature = "";

  const current = (): View => {
    const now = options.monotonic();
    if (view !== null && now - checkedAt < recheckMs) return view;
    checkedAt = now;
    const twins = hiddenTwins(options.sources);
    const listings = folders
      .filter((_, place) => !twins.has(place))
      .map((entry) => ({ ...entry, listing: entry.folder.list() }));
    const seen = listings
      .map(({ listing }) =>
        JSON.stringify([
          listing.files.map((file) => [file.path, file.stamp.stamp]),
          listing.diagnostics,
        ]),
      )
      .join();
    if (view !== null && seen === signature) return view;
    signature = seen;

    const agents: Agent[] = [];
    const diagnostics: AgentDiagnostic[] = [];
    for (const { source, cache, listing } of listings) {
      diagnostics.push(...listing.diagnostics);
      for (const file of listing.files) {
        const parsed = cache.get(file, source);
        if (parsed.agent !== null) agents.push(parsed.agent);
        diagnostics.push(...parsed.diagnostics);
      }
      cache.keep(new Set(listing.files.map((file) => file.path)));
    }
    const index = indexAgents(agents);
    const packaged = indexAgents(agents.filter((agent) => agent.source === "packaged"));
    view = { index, packaged, diagnostics: [...diagnostics, ...index.diagnostics] };
    return view;
  };

  return {
    all: () => current().index.agents,
    find: (name) => findAgent(name.trim(), current()),
    diagnostics: () => current().diagnostics,
  };
};

interface View {
  readonly index: AgentIndex;
  readonly packaged: AgentIndex;
  readonly diagnostics: readonly AgentDiagnostic[];
}

const findAgent = (name: string, { index, packaged }: View): FoundAgent => {
  const own = /^baton:(.*)$/i.exec(name)?.[1];
  if (own !== undefined) {
    const agent = packaged.find(own);
    if (agent !== undefined) return { type: "agent", agent };
    const near = nearest(
      own,
      packaged.agents.map((packed) => packed.name),
    );
    return { type: "unknown", nearest: near.map((close) => `baton:${close}`) };
  }
  const agent = index.find(name);
  if (agent !== undefined) return { type: "agent", agent };
  const builtIn = clientAgent(name);
  if (builtIn !== undefined) {
    const warning = `${builtIn.name} is built into the client: Baton knows neither its prompt nor its abilities.`;
    return { type: "external", name: builtIn.name, warning };
  }
  if (/^[\w.@/-]+(:[\w.-]+)+$/.test(name)) {
    const warning = `${name} is taken for another plugin's agent: Baton cannot tell whether the client has it.`;
    return { type: "external", name, warning };
  }
  return {
    type: "unknown",
    nearest: nearest(name, [...index.agents.map((known) => known.name), ...clientAgentNames]),
  };
};

/** Places of folders that are also a later source: in Baton's own repository the project's `agents/` is the packaged one. */
const hiddenTwins = (sources: readonly AgentSourceFolder[]): ReadonlySet<number> => {
  const later = new Set<string>();
  const hidden = new Set<number>();
  for (const [place, { dir }] of [...sources.entries()].reverse()) {
    const stamp = stampOf(dir);
    if ("error" in stamp) continue;
    if (later.has(stamp.identity)) hidden.add(place);
    later.add(stamp.identity);
  }
  return hidden;
};
