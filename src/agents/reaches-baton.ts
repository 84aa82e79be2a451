import type { Agent } from "../core/agent.ts";

const needed = ["execute_handoff", "complete_handoff"] as const;

/** Whether an agent's own tool lists let it claim and complete a handoff itself. */
export const reachesBaton = (agent: Pick<Agent, "tools" | "disallowedTools">): boolean =>
  needed.every(
    (tool) =>
      (agent.tools === null || agent.tools.some((entry) => covers(entry, tool))) &&
      !agent.disallowedTools.some((entry) => covers(entry, tool)),
  );

/**
 * Whether a tool entry names Baton's tool: by itself, by its server or by a wildcard. The full name depends on how the
 * server was added, so a server counts as Baton's when its name says so; a tool's own name is telling enough.
 */
const covers = (entry: string, tool: string): boolean => {
  const name = entry.replace(/\(.*$/s, "").trim();
  if (name === "*" || name === "mcp__*") return true;
  if (/^mcp__.+__/.test(name) && name.endsWith(`__${tool}`)) return true;
  return /^mcp__(?:plugin_baton_)?baton(?:__\*|\*)?$/.test(name) || name === "mcp__plugin_baton*";
};
