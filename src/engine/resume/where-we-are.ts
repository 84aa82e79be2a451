import { oneLine } from "../../core/one-line.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { cut } from "../brief/section.ts";
import { nextHint } from "../next-hint.ts";
import type { Ports } from "../ports.ts";
import { claimableSteps } from "../ready-entries.ts";
import { waitingLines } from "../status/waiting.ts";

/** The whole account stays under this many tokens. */
const accountLimit = 480;

/** Where a workflow stands, as one would tell a colleague who takes over. */
export const whereWeAre = (
  ports: Ports,
  state: WorkflowState,
  others: readonly WorkflowState[] = [],
): string => {
  const { counts } = state;
  const done = counts.completed + counts.skipped + counts.compensated;
  const latest = [...state.steps.values()]
    .filter((step) => step.status === "completed")
    .sort((a, b) => b.since - a.since)
    .slice(0, 4);
  const ready = claimableSteps(ports, state).slice(0, 5);
  const failed = [...state.steps.values()].filter(
    (step) => step.lastError !== null && step.status !== "completed",
  );
  const lines = [
    `**${oneLine(state.title)}** (${state.id}) is ${state.status}: ${done} of ${state.steps.size} steps are done.`,
    ...latest.map(
      (step) => `- done: ${step.name} (${step.agent}): ${brief(ports, step.result?.summary ?? "")}`,
    ),
    ...decisions(state).map((text) => `- decided: ${brief(ports, text)}`),
    ...waitingLines(ports, state, others)
      .slice(0, 5)
      .map((line) => `- open: ${brief(ports, String(line.for))}`),
    ...ready.map((step) => `- ready: ${step.name} for ${step.agent}`),
    ...failed
      .slice(0, 3)
      .map((step) => `- trouble: ${step.name}: ${brief(ports, step.lastError?.message ?? "")}`),
    `Next: ${nextHint(ports, state, others)}`,
  ];
  return cut(lines.join("\n"), accountLimit, ports.tokens, "status has the rest");
};

const brief = (ports: Ports, text: string): string => cut(oneLine(text), 40, ports.tokens);

const decisions = (state: WorkflowState): readonly string[] =>
  [...state.steps.values()]
    .sort((a, b) => b.since - a.since)
    .flatMap((step) => step.result?.decisions ?? [])
    .slice(0, 4);
