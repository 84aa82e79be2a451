import type { JsonObject } from "../../core/json.ts";
import { isFinalStep } from "../../core/state/status.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { isLost } from "../lost-steps.ts";
import type { Ports } from "../ports.ts";
import { stepsInOrder } from "../steps-in-order.ts";

/** How many waits a result shows. */
const shown = 10;

/** What the workflow waits for: agents at work, retries that are due, people, needs. */
export const waitingLines = (ports: Ports, state: WorkflowState): readonly JsonObject[] => {
  const lines: JsonObject[] = [];
  for (const step of stepsInOrder(state)) {
    const line = waitOf(ports, state, step);
    if (line !== null) lines.push(line);
    if (lines.length >= shown) break;
  }
  for (const { key, status, reason, since, dueAt } of state.flow?.nodes.values() ?? []) {
    if (lines.length >= shown) break;
    if (status !== "waiting" || dueAt === null) continue;
    lines.push({ for: `${key}: ${reason}`, since: iso(since), until: iso(dueAt) });
  }
  return lines;
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
