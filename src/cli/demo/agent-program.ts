import { join } from "node:path";
import * as z from "zod";
import { expect } from "./expectation.ts";
import { type ChildOptions, runNode } from "./run-child.ts";
import { agentPrograms } from "./scratch.ts";

const completion = z.looseObject({
  status: z.enum(["completed", "failed", "needs_input"]),
  summary: z.string(),
  questions: z.array(z.string()).optional(),
  artifacts: z.array(z.looseObject({ path: z.string() })).optional(),
});

/** What an agent reports: the arguments of complete_handoff, all but the ids. */
export type Completion = z.output<typeof completion>;

/** Runs an agent's program in the project: it gets the brief and the last refusal, and edits the real files. */
export const runAgentProgram = async (
  agent: string,
  { brief, refused }: { readonly brief: string; readonly refused: string | null },
  options: ChildOptions,
): Promise<Completion> => {
  const result = await runNode([join(agentPrograms, `${agent}.mjs`)], {
    ...options,
    input: JSON.stringify({ brief, refused }),
  });
  expect(result.code === 0, `the program of ${agent} runs to its end`, result.stderr);
  return completion.parse(JSON.parse(result.stdout));
};
