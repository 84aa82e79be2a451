import { z } from "zod";
import { path, prose, proseList } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  goal: prose,
  tasks: proseList.optional(),
  existing_plan: path.optional(),
  mode: z.enum(["implicit", "explicit"]).optional(),
});

export const routeGoal = defineTool({
  name: "route_goal",
  title: "Route a goal",
  description:
    "Which way a goal should go, before any work: build only, plan then build, several tasks, or decompose first. Give the user's words, tasks if they listed several, existing_plan (a path) if there is one. mode explicit: the user is asked before the workflow starts. Returns the template for start_workflow as you are to pass it, signals with their evidence, confidence, and the agents that fit. Starts nothing.",
  input,
  output: z.looseObject({
    route: z.string(),
    template: z.string().nullable(),
    complexity: z.string(),
    confidence: z.number(),
    signals: z.array(
      z.looseObject({
        signal: z.string(),
        evidence: z.string(),
        points_to: z.string(),
        weight: z.number(),
      }),
    ),
    agents: z.array(
      z.looseObject({ agent: z.string(), role: z.string(), score: z.number(), why: z.string() }),
    ),
    plan: z.looseObject({ waves: z.array(z.array(z.string())) }),
    needs_confirmation: z.boolean(),
    next: z.string(),
  }),
  readOnly: true,
  destructive: false,
  search: "route goal plan start first which workflow template agents complexity",
  run: (engine, args) => engine.routeGoal(args),
});
