import type { Phase } from "../core/phase.ts";

const known: ReadonlyMap<string, Phase> = new Map([
  ["sarah-pm", "PLAN"],
  ["alex-ba", "PLAN"],
  ["planner", "PLAN"],
  ["architect", "PLAN"],
  ["james-frontend", "BUILD"],
  ["marcus-backend", "BUILD"],
  ["dana-database", "BUILD"],
  ["dr-ai-ml", "BUILD"],
  ["builder", "BUILD"],
  ["maria-qa", "TEST"],
  ["oliver-mcp", "DEPLOY"],
]);

/** The phase of an agent whose file names none: OPERA's for the names it defines, else BUILD. */
export const defaultPhase = (name: string): Phase => known.get(name) ?? "BUILD";
