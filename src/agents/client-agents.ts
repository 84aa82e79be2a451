/** An agent that is built into Claude Code; `reachesBaton` is false where its own tools leave Baton's out. */
interface ClientAgent {
  readonly name: string;
  readonly reachesBaton: boolean;
}

const clientAgents: readonly ClientAgent[] = [
  { name: "general-purpose", reachesBaton: true },
  { name: "claude", reachesBaton: true },
  { name: "Explore", reachesBaton: true },
  { name: "Plan", reachesBaton: true },
  { name: "statusline-setup", reachesBaton: false },
  { name: "output-style-setup", reachesBaton: false },
  { name: "claude-code-guide", reachesBaton: false },
];

/** The built-in agent of this name, whatever its capitals. */
export const clientAgent = (name: string): ClientAgent | undefined =>
  clientAgents.find((agent) => agent.name.toLowerCase() === name.toLowerCase());

/** Names of the client's built-in agents. */
export const clientAgentNames: readonly string[] = clientAgents.map((agent) => agent.name);
