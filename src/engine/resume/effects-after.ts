import type { StoredEvent } from "../../core/event/stream-event.ts";
import type { Ports } from "../ports.ts";

/** What happened after a checkpoint that a return to it does not take back from the world, a line each. */
export const effectsAfter = async (
  ports: Ports,
  workflow: string,
  version: number,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  let after = version;
  for (;;) {
    const events = await ports.store.events(workflow, after, 500);
    for (const event of events) {
      const line = effectOf(event);
      if (line !== null) lines.push(line);
    }
    const last = events.at(-1);
    if (last === undefined || lines.length > 30) break;
    after = last.version;
  }
  const shown = lines.slice(0, 30);
  return lines.length > shown.length ? [...shown, "and more; see status view timeline"] : shown;
};

const effectOf = ({ data }: StoredEvent): string | null => {
  switch (data.type) {
    case "artifact_added":
      return `file ${data.artifact.path} was written by ${data.artifact.agent}; it stays on disk`;
    case "attempt_completed":
      return `${data.step} was completed; its result leaves the plan`;
    case "attempt_failed":
      return `${data.step} failed (${data.error.category})`;
    case "task_decided":
      return `${data.outcome.by.name} decided ${data.task}: ${data.outcome.decision}; it stays on record`;
    case "approval_voted":
      return `${data.vote.by.name} said ${data.vote.decision} to ${data.task}; it stays on record`;
    case "workflow_memory_set":
      return `memory ${data.key} was written (version ${data.version})`;
    case "signal_emitted":
      return `${data.node} sent signal ${data.signal.name}; it stays sent`;
    case "signal_received":
      return `${data.node} took signal ${data.signal.name}; it takes it again`;
    case "fork_recorded":
      return `${data.workflow} was forked; it stays`;
    default:
      return null;
  }
};
