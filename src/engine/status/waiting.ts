import type { JsonObject } from "../../core/json.ts";
import { type FlowNode, isChildOpen } from "../../core/state/flow.ts";
import { isFinalStep, isFinalWorkflow } from "../../core/state/status.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { standingOf } from "../human-task.ts";
import { isLost } from "../lost-steps.ts";
import type { Ports } from "../ports.ts";
import { progressOf } from "../ready-entries.ts";
import { awaitsText } from "../signal/awaits-text.ts";
import { stepsInOrder } from "../steps-in-order.ts";

/** The approvals that are open: who is asked, and how far they are. */
const approvalLines = (ports: Ports, state: WorkflowState): readonly JsonObject[] =>
  state.openTasks === 0
    ? []
    : [...state.tasks.values()].flatMap((task) => {
        const { approval } = task;
        if (task.status !== "open" || approval === undefined) return [];
        const who = approval.assignees.length === 0 ? "a human" : approval.assignees.join(", ");
        const { dueAt } = approval;
        return [
          {
            for: `${approval.node}: ${who} to decide ${task.id} (${standingOf(ports, task)})`,
            since: iso(task.openedAt),
            ...(dueAt === null ? {} : { until: iso(dueAt) }),
          },
        ];
      });

/** What takes longer than its sla says. */
const lateLines = ({ flow, status }: WorkflowState): readonly JsonObject[] => {
  if (flow === null || isFinalWorkflow(status)) return [];
  const late = [...flow.nodes.values()].filter(
    (node) => node.sla !== null && !isFinalStep(node.status),
  );
  const all = [
    ...(flow.sla === null ? [] : [{ key: "the workflow", sla: flow.sla, from: flow.startedAt }]),
    ...late.map(({ key, sla, startedAt, since }) => ({ key, sla, from: startedAt ?? since })),
  ];
  return all.map(({ key, sla, from }) => ({
    for: `${key} takes long: its sla is ${sla}`,
    since: iso(from),
  }));
};

/** How many waits a result shows. */
const shown = 10;

/** What the workflow waits for: agents at work, retries that are due, people, needs. */
export const waitingLines = (
  ports: Ports,
  state: WorkflowState,
  others: readonly WorkflowState[] = [],
): readonly JsonObject[] => {
  const lines: JsonObject[] = [];
  for (const step of stepsInOrder(state)) {
    const line = waitOf(ports, state, step);
    if (line !== null) lines.push(line);
    if (lines.length >= shown) break;
  }
  for (const node of state.flow?.nodes.values() ?? []) {
    if (lines.length >= shown) break;
    const line = waitOfNode(node, others);
    if (line !== null) lines.push(line);
  }
  return [...lines, ...approvalLines(ports, state), ...lateLines(state)].slice(0, shown);
};

const waitOfNode = (node: FlowNode, others: readonly WorkflowState[]): JsonObject | null => {
  const { key, status, reason, dueAt, awaits, halted, child } = node;
  const since = iso(node.since);
  if (halted) return { for: `${key}: a human is asked (${reason})`, since };
  if (child !== null && isChildOpen(node)) {
    const its = others.find(({ id }) => id === child.workflow);
    const { completed = 0, total = 0 } = its === undefined ? {} : progressOf(its);
    const where = its === undefined ? "" : ` (${its.status}, ${completed} of ${total} steps)`;
    const until = node.deadline === null ? {} : { until: iso(node.deadline) };
    return { for: `${key} waits for workflow ${child.workflow}${where}`, since, ...until };
  }
  if (status !== "waiting" || (dueAt === null && awaits.length === 0)) return null;
  const what = awaits.length === 0 ? reason : `waits for ${awaitsText(awaits)}`;
  return { for: `${key}: ${what}`, since, ...(dueAt === null ? {} : { until: iso(dueAt) }) };
};

const waitOf = (ports: Ports, state: WorkflowState, step: Step): JsonObject | null => {
  const since = iso(step.since);
  switch (step.status) {
    case "active": {
      const until = step.lease === null ? {} : { until: iso(step.lease.expiresAt) };
      const note = isLost(ports, step) ? " (gone: claimable)" : "";
      return { for: `${step.agent} works on ${step.name}${note}`, since, ...until };
    }
    case "waiting":
      return step.dueAt === null
        ? { for: `${step.name}: ${askedOf(state, step)}`, since }
        : { for: `${step.name}: ${step.reason}`, since, until: iso(step.dueAt) };
    case "pending": {
      const open = step.needs.filter((name) => {
        const need = state.steps.get(name);
        return need !== undefined && !isFinalStep(need.status);
      });
      return { for: `${step.name} needs ${open.join(", ")}`, since };
    }
    default:
      return null;
  }
};

const askedOf = (state: WorkflowState, step: Step): string => {
  for (const task of state.tasks.values()) {
    if (task.status === "open" && task.step === step.name) {
      return `a human decides ${task.id} (${task.title})`;
    }
  }
  return step.reason;
};

const iso = (time: number): string => new Date(time).toISOString();
