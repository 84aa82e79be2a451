import { systemActor } from "../../core/actor.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import type { Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** True when the process that held the lease is known to be gone. */
export const isOrphaned = (ports: Ports, row: HandoffRow): boolean =>
  row.lease?.holder != null && !ports.workplace.isAlive(row.lease.holder);

/**
 * Ends leases whose holding process is gone; their steps are ready again. One that merely ran out stays until
 * somebody claims its step: late work is better than lost work. Returns the rows that were freed.
 */
export const reclaim = async (ports: Ports, workflow?: string): Promise<readonly HandoffRow[]> => {
  const rows = await ports.store.active({
    ...(workflow === undefined ? {} : { workflow }),
    limit: 500,
  });
  const freed: HandoffRow[] = [];
  for (const row of rows) {
    if (row.lease === null || !isOrphaned(ports, row)) continue;
    const { fence } = row.lease;
    const { type } = await runCommand(ports, {
      stream: row.workflow,
      intent: { type: "lapse", step: row.step, fence, orphaned: true },
      caller: { actor: systemActor, session: null, holder: null, command: null },
      ids: 0,
      content: () => ({}),
    });
    if (type === "content") freed.push(row);
  }
  return freed;
};
