import type { Awaited } from "../../core/state/flow.ts";
import { openChildren } from "../../core/state/open-children.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { isLost } from "../../engine/lost-steps.ts";
import type { Ports } from "../../engine/ports.ts";
import { claimableSteps } from "../../engine/ready-entries.ts";
import { awaitsText } from "../../engine/signal/awaits-text.ts";
import { plain } from "./plain.ts";

/** Most lines of one kind. */
const shown = 6;

/** A workflow's progress in few lines: a bar, who is at work, what is ready, what is awaited. */
export const viewLines = (ports: Ports, state: WorkflowState): readonly string[] => {
  const { counts } = state;
  const steps = [...state.steps.values()];
  const done = counts.completed + counts.skipped + counts.compensated;
  const since = (time: number): string => `${Math.round((ports.clock.now() - time) / 1000)} s`;
  const latest = steps
    .filter((step) => step.status === "completed")
    .sort((a, b) => b.since - a.since)
    .slice(0, 2);
  return [
    `${plain(state.title)} (${state.id}) is ${state.status}`,
    `${bar(done, steps.length)} ${done} of ${steps.length} steps so far${counts.failed > 0 ? `, ${counts.failed} failed` : ""}`,
    ...latest
      .toReversed()
      .map((step) => `  done   ${step.name}: ${plain(step.result?.summary ?? "")}`),
    ...few(
      steps.filter((step) => step.status === "active" && !isLost(ports, step)),
      (step) =>
        `  active ${step.name}: ${step.agent}, ${since(step.lease?.claimedAt ?? step.since)}`,
    ),
    ...few(
      claimableSteps(ports, state, state.steps.size),
      (step) => `  ready  ${step.name}: ${step.agent}`,
    ),
    ...few(
      steps.filter((step) => step.status === "waiting"),
      (step) => `  waits  ${step.name}: ${plain(step.reason)}`,
    ),
    ...pauses(state).map(({ key, what }) => `  waits  ${key}: ${what}`),
    ...[...openChildren(state)]
      .slice(0, shown)
      .map(([id, key]) => `  waits  ${key}: workflow ${id} does it`),
    ...tasks(state).map(({ id, title }) => `  asks   ${plain(title)}: baton answer ${id}`),
  ];
};

/** The waits of a plan that are not over, with what each waits for. */
export const pauses = (
  state: WorkflowState,
): readonly { key: string; what: string; awaits: readonly Awaited[] }[] =>
  [...(state.flow?.nodes.values() ?? [])].flatMap(({ key, status, dueAt, awaits }) => {
    if (status !== "waiting" || (dueAt === null && awaits.length === 0)) return [];
    const until = dueAt === null ? "" : `until ${new Date(dueAt).toISOString()}`;
    const what = [awaits.length === 0 ? "" : `for ${awaitsText(awaits)}`, until];
    return [{ key, what: what.filter((each) => each !== "").join(", "), awaits }];
  });

/** What humans are asked. */
export const tasks = (state: WorkflowState) =>
  state.openTasks === 0 ? [] : [...state.tasks.values()].filter(({ status }) => status === "open");

const few = (steps: readonly Step[], line: (step: Step) => string): readonly string[] => [
  ...steps.slice(0, shown).map(line),
  ...(steps.length > shown ? [`         and ${steps.length - shown} more`] : []),
];

const bar = (done: number, total: number): string => {
  const filled = total === 0 ? 0 : Math.round((done / total) * 20);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
};
