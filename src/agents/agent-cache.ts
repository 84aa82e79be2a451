import { readFileSync } from "node:fs";
import type { AgentSource } from "../core/agent.ts";
import type { FoundFile } from "./agent-folder.ts";
import { errorCode } from "./file-stamp.ts";
import { maxAgentCharacters, type ParsedAgent, parseAgent } from "./parse-agent.ts";

/** Parses each file once for as long as its stamp stays the same. */
interface AgentCache {
  get(file: FoundFile, source: AgentSource): ParsedAgent;
  /** Forgets every file that is not among these paths. */
  keep(paths: ReadonlySet<string>): void;
}

/** An empty cache. */
export const agentCache = (): AgentCache => {
  const parsed = new Map<string, { readonly stamp: string; readonly result: ParsedAgent }>();
  return {
    get: (file, source) => {
      const known = parsed.get(file.path);
      if (known !== undefined && known.stamp === file.stamp.stamp) return known.result;
      const result = readAgent(file, source);
      parsed.set(file.path, { stamp: file.stamp.stamp, result });
      return result;
    },
    keep: (paths) => {
      for (const path of parsed.keys()) if (!paths.has(path)) parsed.delete(path);
    },
  };
};

const readAgent = ({ path, stamp }: FoundFile, source: AgentSource): ParsedAgent => {
  const unusable = (what: string): ParsedAgent => ({
    agent: null,
    diagnostics: [{ path, what, mended: null }],
  });
  // UTF-8 takes up to four bytes a character; parseAgent counts precisely.
  if (stamp.size > 4 * maxAgentCharacters) return unusable("the file is over 1 MiB");
  try {
    return parseAgent({ path, source, text: readFileSync(path, "utf8") });
  } catch (error) {
    return unusable(`it cannot be read (${errorCode(error)})`);
  }
};
