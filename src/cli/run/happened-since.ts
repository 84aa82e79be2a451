import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Ports } from "../../engine/ports.ts";
import { sentenceOf } from "../../engine/status/sentence.ts";
import { plain } from "./plain.ts";

/** What happened after a version, oldest first, a line each with its time. */
export const happenedSince = async (
  { store }: Ports,
  { id, version }: WorkflowState,
  seen: number,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  const events = await store.eventsBefore(id, version + 1, version - seen);
  for (const { at, data } of events.toReversed()) {
    const what = sentenceOf(data);
    if (what !== null) lines.push(`${new Date(at).toISOString().slice(11, 19)} ${plain(what)}`);
  }
  return lines;
};
