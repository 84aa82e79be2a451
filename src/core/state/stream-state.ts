import { type AgentState, agentPrefix, initialAgent } from "./agent-state.ts";
import {
  type ImportState,
  importPrefix,
  initialImport,
  initialSession,
  type SessionState,
  sessionPrefix,
} from "./brain-state.ts";
import { type BudgetState, budgetPrefix, initialBudget } from "./budget-state.ts";
import {
  type DefaultVersion,
  defaultVersionPrefix,
  initialDefaultVersion,
} from "./default-version.ts";
import { type DefinitionState, definitionPrefix, initialDefinition } from "./definition-state.ts";
import { initialMemory, type MemoryState } from "./memory-state.ts";
import { initialSignal, type SignalState, signalPrefix } from "./signal-state.ts";
import { initialTrigger, type TriggerState, triggerPrefix } from "./trigger-state.ts";
import { initialWorkflow, type WorkflowState } from "./workflow-state.ts";

/** The folded state of any stream. */
export type StreamState =
  | WorkflowState
  | MemoryState
  | DefinitionState
  | SignalState
  | TriggerState
  | DefaultVersion
  | SessionState
  | BudgetState
  | ImportState
  | AgentState;

/** Prefix of the streams that hold one key of project or session memory each. */
const memoryPrefix = "mem/";

/** The name of the stream of one project or session key. */
export const memoryStream = (scope: "project" | "session", owner: string, key: string): string =>
  `${memoryPrefix}${scope}/${encodeURIComponent(owner)}/${encodeURIComponent(key)}`;

/** Reads scope, owner and key back out of a memory stream's name. */
export const memoryAddress = (
  stream: string,
): { readonly scope: string; readonly owner: string; readonly key: string } => {
  const [, scope = "", owner = "", key = ""] = stream.split("/");
  return { scope, owner: decodeURIComponent(owner), key: decodeURIComponent(key) };
};

/** The state of a stream before its first event. */
export const initialState = (stream: string): StreamState => {
  if (stream.startsWith(memoryPrefix)) return initialMemory(stream);
  if (stream.startsWith(definitionPrefix)) return initialDefinition(stream);
  if (stream.startsWith(signalPrefix)) return initialSignal(stream);
  if (stream.startsWith(triggerPrefix)) return initialTrigger(stream);
  if (stream.startsWith(defaultVersionPrefix)) return initialDefaultVersion(stream);
  if (stream.startsWith(agentPrefix)) return initialAgent(stream);
  if (stream.startsWith(sessionPrefix)) return initialSession(stream);
  if (stream.startsWith(budgetPrefix)) return initialBudget(stream);
  if (stream.startsWith(importPrefix)) return initialImport(stream);
  return initialWorkflow(stream);
};
