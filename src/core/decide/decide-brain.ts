import type { Command } from "../command/command.ts";
import type { IntentOf } from "../command/intent-of.ts";
import type { BrainEvent, SessionEvent } from "../event/brain-event.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type ImportState, runningOf, type SessionState, sessionOf } from "../state/brain-state.ts";
import { decided } from "./decided.ts";
import type { Decision } from "./decision.ts";
import { shortId } from "./short-id.ts";

/** Decides a command on one of the brain's own streams. */
export const decideBrain = (
  state: SessionState | ImportState,
  command: Command,
): Decision | Refusal => {
  const { intent } = command;
  if (state.kind === "import") {
    return intent.type === "import_brain"
      ? decided(state, command, imported(state, intent))
      : misplaced();
  }
  switch (intent.type) {
    case "log_execution":
      if (intent.end === null && state.running.size >= runningLimit) return tooMany(state.id);
      return decided(state, command, logged(state, command, intent));
    case "end_session":
      return decided(state, command, [{ type: "session_ended", summary: intent.summary }]);
    default:
      return misplaced();
  }
};

/** Most executions of one session that have not ended. */
export const runningLimit = 1_000;

const tooMany = (session: string): Refusal =>
  refuse(
    "too_large",
    `Session ${sessionOf(session)} has ${runningLimit} executions that have not ended.`,
    "Log the end of some: status completed or failed with the same agent, task and session_id.",
  );

/** The end of a running execution is logged by naming its agent and task again; without one, both ends are logged. */
const logged = (
  state: SessionState,
  command: Command,
  { agent, task, workflow, end }: IntentOf<"log_execution">,
): readonly SessionEvent[] => {
  const running = runningOf(state, agent, task);
  if (running !== undefined) {
    const [execution, { startedAt }] = running;
    if (end === null) return [];
    const durationMs = end.durationMs ?? Math.max(0, command.at - startedAt);
    return [{ type: "execution_ended", execution, ...end, durationMs }];
  }
  const execution = shortId("exec", command.ids[0] ?? "");
  const opens = state.version === 0 || state.endedAt !== null;
  return [
    ...(opens ? [{ type: "session_started" } as const] : []),
    { type: "execution_began", execution, agent, task, workflow },
    ...(end === null ? [] : [{ type: "execution_ended", execution, ...end } as const]),
  ];
};

/** What is here already is left out, so that an import can be repeated. */
const imported = (
  { known }: ImportState,
  intent: IntentOf<"import_brain">,
): readonly BrainEvent[] => {
  const seen = new Set<string>();
  const isNew = (id: string): boolean => {
    if (known.has(id) || seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  const executions = intent.executions.filter(({ execution }) => isNew(execution));
  const learnings = intent.learnings.filter(({ learning }) => isNew(learning));
  return executions.length + learnings.length === 0
    ? []
    : [{ type: "brain_imported", executions, learnings }];
};

const misplaced = (): Refusal =>
  refuse("internal", "the brain's streams take no such command", "Report this as a defect.");
