import { z } from "zod";

/** Shapes that several tools' results share. */
export const run = z.looseObject({
  subagent_type: z.string(),
  prompt: z.string(),
  relay: z.boolean().optional(),
});

/** A handoff somebody can take. */
export const readyEntry = z.looseObject({
  handoff_id: z.string(),
  agent: z.string(),
  step: z.string(),
  workflow_id: z.string().optional(),
  priority: z.string(),
  run,
});

/** How far a workflow is. */
export const progress = z.looseObject({ completed: z.int(), total: z.int() });

/** Something that is waited for. */
export const waiting = z.looseObject({
  for: z.string(),
  since: z.string().optional(),
  until: z.string().optional(),
});

/** Where the working tree stood. */
export const git = z.looseObject({
  head: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean().nullable(),
});

/** A workflow in a result about something else. */
export const workflow = z.looseObject({ workflow_id: z.string(), status: z.string(), progress });
