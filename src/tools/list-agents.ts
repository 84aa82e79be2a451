import { z } from "zod";
import { cursor, limit, prose, short } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  query: prose.optional(),
  capability: short.optional(),
  limit,
  cursor,
});

export const listAgents = defineTool({
  name: "list_agents",
  title: "List agents",
  description:
    "The agents a handoff can go to, best match first for a query (say what the work needs), with capabilities, load, circuit state and success rate; diagnostics name agent files that needed mending.",
  input,
  output: z.looseObject({
    agents: z.array(
      z.looseObject({
        name: z.string(),
        description: z.string(),
        phase: z.string(),
        capabilities: z.array(z.string()),
        load: z.int(),
        circuit: z.string(),
        success_rate: z.number().nullable(),
        source: z.string(),
      }),
    ),
    total: z.int(),
    diagnostics: z.array(z.looseObject({ path: z.string(), what: z.string() })),
    cursor: z.string().optional(),
  }),
  readOnly: true,
  destructive: false,
  search: "list find agents who can capability skill expert select",
  run: (engine, args) => engine.listAgents(args),
});
