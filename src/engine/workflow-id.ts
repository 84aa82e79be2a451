import { workflowIdAt } from "../core/workflow-id.ts";
import type { Answer } from "./answer.ts";
import type { EngineClock } from "./ports.ts";

/** A new workflow id: `orch_YYYYMMDD_HHMMSS_xxxx`, UTC. */
export const newWorkflowId = (clock: EngineClock): string =>
  workflowIdAt(new Date(clock.now()).toISOString(), clock.newId());

/** How often another id is drawn when the one drawn is taken: its last part has 65,536 values a second. */
const redraws = 5;

/** Runs a command that begins a workflow under a fresh id, and again under another one where that is taken. */
export const underNewId = async (
  clock: EngineClock,
  begin: (id: string) => Promise<Answer>,
): Promise<Answer> => {
  for (let tries = 0; ; tries++) {
    const result = await begin(newWorkflowId(clock));
    const collided = result.type === "refused" && result.code === "conflict";
    if (!collided || tries >= redraws) return result;
  }
};
