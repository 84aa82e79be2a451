import type { StreamEvent } from "../core/event/stream-event.ts";
import { evolve } from "../core/evolve/evolve.ts";
import { project } from "../core/project/project.ts";
import type { RowChange } from "../core/project/row.ts";
import type { StreamState } from "../core/state/stream-state.ts";

/** The state after an event and what it changes in the derived rows, as its command had them. */
export const deriveRows = (
  event: StreamEvent,
  stateAt: (version: number) => StreamState,
): { readonly after: StreamState; readonly rows: readonly RowChange[] } => {
  const before = stateAt(event.version - 1);
  const base = event.data.type === "rewound" ? stateAt(event.data.toVersion) : before;
  const after = evolve(base, event);
  return { after, rows: project(before, after, event) };
};
