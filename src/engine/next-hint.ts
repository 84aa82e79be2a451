import { isUndoing } from "../core/compensation/is-undoing.ts";
import { isFinalWorkflow, offersWork } from "../core/state/status.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import type { Ports } from "./ports.ts";
import { claimableAmong } from "./ready-entries.ts";
import { sendText } from "./signal/awaits-text.ts";

/** One line that tells the caller the obvious next call; `others` are at work for the workflow. */
export const nextHint = (
  ports: Ports,
  state: WorkflowState,
  others: readonly WorkflowState[] = [],
): string => {
  const all = [state, ...others];
  const asked = all.map(openTask).find((task) => task !== null) ?? null;
  if (isFinalWorkflow(state.status)) {
    if (state.status === "failed" && state.compensation !== null)
      return "The workflow failed and its work was undone, as far as compensation in status says. Tell the user; status with view failures says why.";
    return state.status === "failed"
      ? "The workflow failed. See status with view failures; control_workflow retry_step tries the failed step again."
      : state.parent === null
        ? `The workflow is ${state.status}. Tell the user the result.`
        : `The workflow is ${state.status}; ${state.parent.workflow}, for which it worked, goes on: call status with that workflow_id.`;
  }
  if (!offersWork(state.status)) {
    return asked === null
      ? `The workflow is ${state.status} (${state.reason}); control_workflow unpause lets it go on.`
      : askHint(asked);
  }
  const [first, second] = claimableAmong(ports, all);
  if (first !== undefined) {
    const more = second !== undefined ? ", all ready ones side by side" : "";
    const back = isUndoing(state) ? (state.compensation?.returnsTo ?? null) : null;
    const then =
      back === null
        ? ""
        : ` Once what was done since is undone, it returns ${back.reason} by itself.`;
    return `Pass run of each ready entry to your agent tool${more}; first: ${first.step.agent} for ${first.step.name}. Then end your turn; do not poll.${then}`;
  }
  if (all.some(({ counts }) => counts.active > 0)) {
    return "Agents are at work; end your turn or do something else. status tells when they are done.";
  }
  if (asked !== null) return askHint(asked);
  const awaited = all.map(awaitedSignal).find((hint) => hint !== null);
  if (awaited !== undefined) return awaited;
  const times = all.map(nextDue).filter((time) => time !== null);
  if (times.length === 0) return "Call status.";
  const due = Math.min(...times);
  const seconds = Math.max(0, Math.ceil((due - ports.clock.now()) / 1000));
  return seconds <= 50
    ? // It returns as soon as the retry is ready, so a little more does not hurt.
      `Work goes on in ${seconds} s: call status with wait_seconds ${Math.min(50, seconds + 2)}.`
    : `Work goes on at ${new Date(due).toISOString()}. Tell the user and stop; call status then.`;
};

const openTask = (state: WorkflowState): { readonly id: string; readonly title: string } | null => {
  if (state.openTasks === 0) return null;
  for (const task of state.tasks.values()) if (task.status === "open") return task;
  return null;
};

const askHint = (task: { readonly id: string; readonly title: string }): string =>
  `A human is asked: ${task.title}. Call decide_task with task_id ${task.id}, or tell the user to run: baton answer ${task.id}`;

/** When the next backoff of a step, or wait of the plan, is over. */
const nextDue = (state: WorkflowState): number | null => {
  let next: number | null = null;
  for (const { status, dueAt } of [
    ...state.steps.values(),
    ...(state.flow?.nodes.values() ?? []),
  ]) {
    if (status === "waiting" && dueAt !== null && (next === null || dueAt < next)) next = dueAt;
  }
  return next;
};

/** What to do when only a signal lets the work go on; null when none is awaited. */
const awaitedSignal = (state: WorkflowState): string | null => {
  for (const { status, awaits, key } of state.flow?.nodes.values() ?? []) {
    const [first] = status === "waiting" ? awaits : [];
    if (first === undefined) continue;
    return `${key} waits for signal ${first.signal}: whoever has it calls ${sendText(first)}. Tell the user and stop.`;
  }
  return null;
};
