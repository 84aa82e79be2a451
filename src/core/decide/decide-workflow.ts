import { ledgerOf } from "../budget/ledger-of.ts";
import type { BudgetIntent } from "../command/budget-intent.ts";
import type { Command } from "../command/command.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Rules } from "../rules.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import { addArtifact } from "./add-artifact.ts";
import { askHuman } from "./ask-human.ts";
import { changePlan } from "./change-plan.ts";
import { takeCheckpoint } from "./checkpoint.ts";
import { beginChild, holdChild, stopChild } from "./child.ts";
import { claim } from "./claim.ts";
import { compensate } from "./compensate/compensate.ts";
import { returnUndone } from "./compensate/return-undone.ts";
import { askToUndo, stopUndoing, undoAsAsked } from "./compensate/undo-as-asked.ts";
import { childUndone } from "./compensate/undo-child.ts";
import { complete } from "./complete.ts";
import { createHandoff } from "./create-handoff.ts";
import { decideLedger } from "./decide-ledger.ts";
import { decideTask } from "./decide-task.ts";
import type { Decision } from "./decision.ts";
import { createDraft, type Draft } from "./draft.ts";
import { failAttempt } from "./fail-attempt.ts";
import { fireDue } from "./fire-due.ts";
import { endChild, redrawChild } from "./flow/end-child.ts";
import { receiveSignal } from "./flow/receive-signal.ts";
import { fork, noteFork } from "./fork.ts";
import { lapse } from "./lapse.ts";
import { measureUsage } from "./measure-usage.ts";
import { pause, unpause } from "./pause.ts";
import { keepAlive, renew } from "./renew.ts";
import { replanStep } from "./replan-step.ts";
import { reroute } from "./reroute.ts";
import { retryStep } from "./retry-step.ts";
import { rewind } from "./rewind.ts";
import { settle } from "./settle.ts";
import { skipStep } from "./skip-step.ts";
import { startFlow } from "./start-flow.ts";
import { stop } from "./stop.ts";
import { tellFamily } from "./tell-family.ts";
import { writeMemory } from "./write-memory.ts";

/** Decides a command on a workflow and lets its consequences follow. */
export const decideWorkflow = (
  state: WorkflowState,
  command: Command,
  rules: Rules,
): Decision | Refusal => {
  const { type } = command.intent;
  if (
    state.version === 0 &&
    type !== "fork" &&
    type !== "start_flow" &&
    type !== "begin_child" &&
    !(type === "create_handoff" && command.intent.opens)
  ) {
    return refuse(
      "not_found",
      `There is no workflow ${state.id}.`,
      "Call status without arguments to list the workflows.",
    );
  }
  const draft = createDraft(state, command, rules);
  const refusal = handle(draft) ?? null;
  if (refusal !== null && draft.events.length === 0) return refusal;
  settle(draft);
  // What undoing one part leaves may be another part to undo.
  while (undoAsAsked(draft)) settle(draft);
  tellFamily(draft, state);
  const { events, rows, messages } = draft;
  return { type: "decided", events, rows, messages, after: draft.state(), refusal };
};

const handle = (draft: Draft): Refusal | undefined => {
  const { intent } = draft.command;
  switch (intent.type) {
    case "create_handoff":
      return createHandoff(draft, intent);
    case "start_flow":
      return startFlow(draft, intent);
    case "begin_child":
      return beginChild(draft, intent);
    case "stop_child":
      return stopChild(draft, intent);
    case "hold_child":
      return holdChild(draft, intent);
    case "end_child":
      return endChild(draft, intent);
    case "undo_child":
      return askToUndo(draft, intent);
    case "stop_undoing":
      return stopUndoing(draft, intent);
    case "note_undone":
      return childUndone(draft, intent);
    case "redraw_child":
      return redrawChild(draft, intent);
    case "change_plan":
      return changePlan(draft, intent);
    case "claim":
      return claim(draft, intent);
    case "renew":
      return renew(draft, intent);
    case "keep_alive":
      return keepAlive(draft, intent);
    case "complete":
      return complete(draft, intent);
    case "fail":
      return failAttempt(draft, intent);
    case "ask":
      return askHuman(draft, intent);
    case "measure_usage":
      return measureUsage(draft, intent);
    case "pause":
      return pause(draft, intent.reason);
    case "unpause":
      return unpause(draft, intent.reason);
    case "stop":
      return stop(draft, intent);
    case "compensate":
      return compensate(draft, intent);
    case "retry_step":
      return retryStep(draft, intent);
    case "skip_step":
      return skipStep(draft, intent);
    case "replan_step":
      return replanStep(draft, intent);
    case "lapse":
      return lapse(draft, intent);
    case "reroute":
      return reroute(draft, intent);
    case "decide_task":
      return decideTask(draft, intent);
    case "write_workflow_memory":
      return writeMemory(draft, intent);
    case "checkpoint":
      return takeCheckpoint(draft, intent);
    case "add_artifact":
      return addArtifact(draft, intent);
    case "rewind":
      return rewind(draft, intent);
    case "return_undone":
      return returnUndone(draft, intent);
    case "fork":
      return fork(draft, intent);
    case "note_fork":
      return noteFork(draft, intent);
    case "fire_due":
      return fireDue(draft, intent.timers);
    case "charge_budget":
    case "release_budget":
    case "allocate_budget":
    case "optimize_budget":
      return keepLedger(draft, intent);
    case "deliver_signal":
      return receiveSignal(draft, intent);
    case "keep_definition":
    case "use_version":
    case "write_memory":
    case "post_signal":
    case "subscribe_wait":
    case "unsubscribe_wait":
    case "keep_signal":
    case "return_signal":
    case "discard_signals":
    case "arm_triggers":
    case "disarm_triggers":
    case "fire_trigger":
    case "note_start_failed":
    case "reset_circuit":
    case "log_execution":
    case "end_session":
    case "import_brain":
      return refuse("internal", `${intent.type} is not for a workflow`, "Report this as a defect.");
  }
};

/** The ledger of a workflow outlives it: what it charged can be released when it has ended. */
const keepLedger = (draft: Draft, intent: BudgetIntent): Refusal | undefined => {
  const { ledger, briefs, completed } = ledgerOf(draft.state());
  const decided = decideLedger(ledger, briefs, intent, () => draft.takeId(), completed());
  if ("code" in decided) return decided;
  for (const event of decided) draft.emit(event);
  return undefined;
};
