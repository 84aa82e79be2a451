import { addArtifact } from "./add-artifact.ts";
import { budget } from "./budget.ts";
import { checkpoint } from "./checkpoint.ts";
import { completeHandoff } from "./complete-handoff.ts";
import { controlWorkflow } from "./control-workflow.ts";
import { createHandoff } from "./create-handoff.ts";
import { decideTask } from "./decide-task.ts";
import { executeHandoff } from "./execute-handoff.ts";
import { getMemory } from "./get-memory.ts";
import { listAgents } from "./list-agents.ts";
import { logExecution } from "./log-execution.ts";
import { resume } from "./resume.ts";
import { routeGoal } from "./route-goal.ts";
import { sendSignal } from "./send-signal.ts";
import { setMemory } from "./set-memory.ts";
import { startWorkflow } from "./start-workflow.ts";
import { status } from "./status.ts";
import type { Tool } from "./tool.ts";

/** Every tool, in the order a client lists them: the loop first. */
export const tools: readonly Tool[] = [
  routeGoal,
  startWorkflow,
  createHandoff,
  executeHandoff,
  completeHandoff,
  status,
  controlWorkflow,
  decideTask,
  sendSignal,
  setMemory,
  getMemory,
  checkpoint,
  resume,
  addArtifact,
  logExecution,
  budget,
  listAgents,
];

/** The tool of that name. */
export const toolNamed = (name: string): Tool | undefined =>
  tools.find((tool) => tool.name === name);
