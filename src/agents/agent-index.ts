import type { Agent, AgentDiagnostic } from "../core/agent.ts";

/** Agents by name; the first file of a name wins. */
export interface AgentIndex {
  readonly agents: readonly Agent[];
  readonly diagnostics: readonly AgentDiagnostic[];
  /** By exact name, else by a name that differs in capitals only. */
  find(name: string): Agent | undefined;
}

/** Indexes agents given in search order; says so where a hidden file would surprise its author. */
export const indexAgents = (agents: Iterable<Agent>): AgentIndex => {
  const byName = new Map<string, Agent>();
  const byLowerCase = new Map<string, Agent>();
  const diagnostics: AgentDiagnostic[] = [];
  for (const agent of agents) {
    const winner = byName.get(agent.name);
    if (winner === undefined) {
      byName.set(agent.name, agent);
      const lower = agent.name.toLowerCase();
      if (!byLowerCase.has(lower)) byLowerCase.set(lower, agent);
    } else if (surprises(winner, agent)) {
      const what = `the name "${agent.name}" is taken by ${winner.path}`;
      diagnostics.push({ path: agent.path, what, mended: "that file is used, this one is not" });
    }
  }
  return {
    agents: [...byName.values()],
    diagnostics,
    find: (name) => byName.get(name) ?? byLowerCase.get(name.toLowerCase()),
  };
};

/** Shadowing the user's or the packaged agents is what a project's file is for; a twin in the same project is not. */
const surprises = (winner: Agent, hidden: Agent): boolean =>
  winner.source === hidden.source ||
  (winner.source === "project" && hidden.source === "project-claude");
