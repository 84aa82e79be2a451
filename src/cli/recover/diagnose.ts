import { undoingChildren } from "../../core/compensation/undoing-children.ts";
import { openChildren } from "../../core/state/open-children.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { isLost } from "../../engine/lost-steps.ts";
import type { Ports } from "../../engine/ports.ts";
import { claimableCount } from "../../engine/ready-entries.ts";
import { driftedArtifacts } from "../../engine/resume/drift.ts";
import { verifyLine } from "../../engine/resume/verify-line.ts";
import { sendText } from "../../engine/signal/awaits-text.ts";
import { pauses, tasks } from "../run/view-lines.ts";
import { wayAfterFailure } from "./way-after-failure.ts";

/** What keeps a workflow, a line each, and the safe way on. */
export interface Diagnosis {
  readonly findings: readonly string[];
  readonly way: string;
}

/** Finds out why a workflow does not go on, and what to do about it. Changes nothing. */
export const diagnose = async (ports: Ports, state: WorkflowState): Promise<Diagnosis> => {
  const altered = await verifyLine(ports, state.id, null);
  if (altered !== null) return { findings: [altered.message], way: altered.fix };
  const drifted = await driftedArtifacts(ports, state);
  const findings = [
    ...[...state.steps.values()].flatMap((step) => troubleOf(ports, step)),
    ...pauses(state).map(({ key, what }) => `${key} waits ${what}`),
    ...tasks(state).map(({ id, title }) => `a human is asked (${id}): ${title}`),
    ...drifted.map(
      ({ path, what, by }) => `${String(path)} ${String(what)} since ${String(by)} recorded it`,
    ),
  ];
  const way = await wayOn(ports, state);
  const look =
    drifted.length > 0 ? " Look at the files that changed first: later steps build on them." : "";
  return { findings, way: `${way}${look}` };
};

type Step = Parameters<typeof isLost>[1];

const troubleOf = (ports: Ports, step: Step): readonly string[] => {
  const error =
    step.lastError === null ? "" : ` (${step.lastError.category}: ${step.lastError.message})`;
  switch (step.status) {
    case "failed":
      return [
        `${step.name} failed for good after ${count(step.attempts.length)}: ${step.reason}${error}`,
      ];
    case "waiting":
      return step.dueAt === null
        ? [`${step.name} waits: ${step.reason}${error}`]
        : [`${step.name} is tried again at ${new Date(step.dueAt).toISOString()}${error}`];
    case "active":
      return [
        isLost(ports, step)
          ? `${step.name}: its agent ${step.agent} is gone; nothing it reported is lost`
          : `${step.name}: ${step.agent} is at work`,
      ];
    case "ready":
      return [`${step.name} is ready for ${step.agent}, and nobody has taken it${error}`];
    default:
      return [];
  }
};

const count = (attempts: number): string => (attempts === 1 ? "1 attempt" : `${attempts} attempts`);

const wayOn = async (ports: Ports, state: WorkflowState): Promise<string> => {
  const { id, status } = state;
  const [task] = tasks(state);
  const [pause] = pauses(state);
  if (status === "failed") return wayAfterFailure(ports, state);
  if (status === "cancelled")
    return "It was ended on purpose. To go on after all, resume a checkpoint with fork: true.";
  if (status === "completed" || status === "completed_with_gaps") return "Nothing: it is over.";
  if (task !== undefined) return `Answer it in a terminal of your own: baton answer ${task.id}`;
  if (status === "paused" || status === "halted")
    return `When its reason is gone, tell your client: "unpause ${id}" (control_workflow unpause).`;
  if (claimableCount(ports, state) > 0)
    return `Tell your client: "resume ${id}". It takes up what is ready and what lost its agent.`;
  const [child] = [...openChildren(state).keys(), ...undoingChildren(state).keys()];
  if (child !== undefined) return `Look at the workflow it waits for: baton recover ${child}`;
  if (state.counts.active > 0) return "Leave it: its agents are at work.";
  const [awaited] = pauses(state).flatMap(({ awaits }) => awaits);
  if (state.counts.waiting === 0 && awaited !== undefined)
    return `It waits for what happens elsewhere. When it has: ${sendText(awaited)}.`;
  if (state.counts.waiting > 0 || pause !== undefined)
    return `Leave it: it goes on by itself while Baton is served. Later tell your client: "resume ${id}".`;
  return `Tell your client: "resume ${id}".`;
};
