import type { Refusal } from "../core/refusal.ts";
import { type AddArtifactInput, addArtifact } from "./add-artifact.ts";
import type { Answer } from "./answer.ts";
import { type LogExecutionInput, logExecution } from "./brain/log-execution.ts";
import { type BudgetInput, budget } from "./budget/budget.ts";
import { type CheckpointInput, takeCheckpoint } from "./checkpoint.ts";
import { type ControlInput, controlWorkflow } from "./control.ts";
import { doDue } from "./due/do-due.ts";
import type { KeepAlive } from "./due/keep-alive.ts";
import { completeHandoff } from "./handoff/complete-handoff.ts";
import type { CompleteHandoffInput } from "./handoff/complete-handoff-input.ts";
import { createHandoff } from "./handoff/create-handoff.ts";
import type { CreateHandoffInput } from "./handoff/create-handoff-input.ts";
import { type ExecuteHandoffInput, executeHandoff } from "./handoff/execute-handoff.ts";
import { decideHumanTask, type HumanDecision, type ShownTask, showTask } from "./human-task.ts";
import { type ListAgentsInput, listAgents } from "./list-agents.ts";
import { type GetMemoryInput, getMemory } from "./memory/get-memory.ts";
import { type SetMemoryInput, setMemory } from "./memory/set-memory.ts";
import type { OwnClaims } from "./own-claims.ts";
import type { Caller, Ports } from "./ports.ts";
import { firstAnswer, replayOf } from "./replay-of.ts";
import { type ResetCircuitInput, resetCircuit } from "./reset-circuit.ts";
import { type ResumeInput, resume } from "./resume/resume.ts";
import { type RouteGoalInput, routeGoal } from "./route-goal.ts";
import { type ShownCompensation, showCompensation, showReturn } from "./show-compensation.ts";
import { type DiscardSignalsInput, discardSignals } from "./signal/discard-signals.ts";
import { listSignals } from "./signal/list-signals.ts";
import { type SendSignalInput, sendSignal } from "./signal/send-signal.ts";
import type { PageInput } from "./status/page.ts";
import { type StatusInput, status } from "./status/status.ts";
import { type ArmInput, armTriggers, disarmTriggers, listTriggers } from "./trigger/triggers.ts";
import { diffPlans, type Side } from "./workflow/diff-plans.ts";
import { type StartWorkflowInput, startWorkflow } from "./workflow/start-workflow.ts";
import { listVersions, useVersion } from "./workflow/versions.ts";

/** Everything Baton can do, one method per use; each is one command or one query. */
export interface Engine {
  routeGoal(input: RouteGoalInput): Promise<Answer>;
  startWorkflow(input: StartWorkflowInput, caller: Caller): Promise<Answer>;
  createHandoff(input: CreateHandoffInput, caller: Caller): Promise<Answer>;
  executeHandoff(input: ExecuteHandoffInput, caller: Caller): Promise<Answer>;
  completeHandoff(input: CompleteHandoffInput, caller: Caller): Promise<Answer>;
  status(input: StatusInput): Promise<Answer>;
  controlWorkflow(input: ControlInput, caller: Caller): Promise<Answer>;
  /** What undoing a workflow, all of it or from a step on, would mean. */
  showCompensation(id: string, step: string | null): Promise<ShownCompensation | Refusal>;
  /** What would be undone before a return to a checkpoint. */
  showReturn(point: string): Promise<ShownCompensation | Refusal>;
  resetCircuit(input: ResetCircuitInput, caller: Caller): Promise<Answer>;
  showTask(id: string): Promise<ShownTask | Refusal>;
  /** What the caller's command was answered before; null when it is new. */
  replayOf(caller: Caller): Promise<Answer | null>;
  decideTask(decision: HumanDecision, caller: Caller): Promise<Answer>;
  sendSignal(input: SendSignalInput, caller: Caller): Promise<Answer>;
  /** The signals nobody has taken. */
  listSignals(input: PageInput): Promise<Answer>;
  discardSignals(input: DiscardSignalsInput, caller: Caller): Promise<Answer>;
  armTriggers(input: ArmInput, caller: Caller): Promise<Answer>;
  disarmTriggers(definition: string, caller: Caller): Promise<Answer>;
  listTriggers(): Promise<Answer>;
  setMemory(input: SetMemoryInput, caller: Caller): Promise<Answer>;
  getMemory(input: GetMemoryInput, caller: Caller): Promise<Answer>;
  checkpoint(input: CheckpointInput, caller: Caller): Promise<Answer>;
  resume(input: ResumeInput, caller: Caller): Promise<Answer>;
  logExecution(input: LogExecutionInput, caller: Caller): Promise<Answer>;
  budget(input: BudgetInput, caller: Caller): Promise<Answer>;
  addArtifact(input: AddArtifactInput, caller: Caller): Promise<Answer>;
  listAgents(input: ListAgentsInput): Promise<Answer>;
  /** The kept versions of a definition. */
  versions(name: string): Promise<Answer>;
  /** Chooses the version that starts without one get; null is the newest. */
  useVersion(name: string, use: string | null, caller: Caller): Promise<Answer>;
  /** What differs between two plans. */
  diffPlans(from: Side, to: Side): Promise<Answer>;
  /** Does what is due in the project. */
  doDue(): Promise<number>;
  readonly ports: Ports;
  /** The leases this process keeps alive. */
  readonly held: KeepAlive;
}

/** Builds the engine on its ports. */
export const createEngine = (ports: Ports): Engine => {
  const claims: OwnClaims = { held: new Map(), claiming: new Set() };
  /** For commands that may be refused before they reach the store, where their first answer is kept. */
  const first = (caller: Caller, answer: Promise<Answer>) => firstAnswer(ports, caller, answer);
  return {
    routeGoal: (input) => routeGoal(ports, input),
    startWorkflow: (input, caller) => first(caller, startWorkflow(ports, input, caller)),
    createHandoff: (input, caller) => first(caller, createHandoff(ports, input, caller)),
    // A claim that is over is refused, not repeated: its token is worth nothing any more.
    executeHandoff: (input, caller) => executeHandoff(ports, claims, input, caller),
    completeHandoff: (input, caller) =>
      first(caller, completeHandoff(ports, claims.held, input, caller)),
    status: (input) => status(ports, input),
    controlWorkflow: (input, caller) => first(caller, controlWorkflow(ports, input, caller)),
    showCompensation: (id, step) => showCompensation(ports, id, step),
    showReturn: (point) => showReturn(ports, point),
    resetCircuit: (input, caller) => resetCircuit(ports, input, caller),
    showTask: (id) => showTask(ports, id),
    replayOf: (caller) => replayOf(ports, caller),
    decideTask: (decision, caller) => decideHumanTask(ports, decision, caller),
    sendSignal: (input, caller) => first(caller, sendSignal(ports, input, caller)),
    listSignals: (input) => listSignals(ports, input),
    discardSignals: (input, caller) => discardSignals(ports, input, caller),
    armTriggers: (input, caller) => armTriggers(ports, input, caller),
    disarmTriggers: (definition, caller) => disarmTriggers(ports, definition, caller),
    listTriggers: () => listTriggers(ports),
    setMemory: (input, caller) => first(caller, setMemory(ports, input, caller)),
    getMemory: (input, caller) => getMemory(ports, input, caller),
    checkpoint: (input, caller) => first(caller, takeCheckpoint(ports, input, caller)),
    resume: (input, caller) => resume(ports, input, caller),
    logExecution: (input, caller) => first(caller, logExecution(ports, input, caller)),
    budget: (input, caller) => first(caller, budget(ports, input, caller)),
    addArtifact: (input, caller) => first(caller, addArtifact(ports, input, caller)),
    listAgents: (input) => listAgents(ports, input),
    versions: (name) => listVersions(ports, name),
    useVersion: (name, use, caller) => useVersion(ports, name, use, caller),
    diffPlans: (from, to) => diffPlans(ports, from, to),
    doDue: () => doDue(ports),
    ports,
    held: claims.held,
  };
};
