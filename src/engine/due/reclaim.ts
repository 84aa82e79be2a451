import { systemActor } from "../../core/actor.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import type { Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** True when the process that held the lease is known to be gone. */
export const isOrphaned = (ports: Ports, row: HandoffRow): boolean =>
  row.lease?.holder != null && !ports.workplace.isAlive(row.lease.holder);

/**
 * Ends leases whose holding process is gone, and (unless `orphansOnly`) those that ran out; their steps are
 * ready again. Returns the rows that were freed.
 */
export const reclaim = async (
  ports: Ports,
  scope: { readonly workflow?: string; readonly orphansOnly?: boolean } = {},
): Promise<readonly HandoffRow[]> => {
  const { workflow, orphansOnly = false } = scope;
  const rows = await ports.store.active({
    ...(workflow === undefined ? {} : { workflow }),
    limit: 500,
  });
  const now = ports.clock.now();
  const freed: HandoffRow[] = [];
  for (const row of rows) {
    if (row.lease === null) continue;
    const orphaned = isOrphaned(ports, row);
    if (!orphaned && (orphansOnly || row.lease.expiresAt > now)) continue;
    const { fence } = row.lease;
    const { type } = await runCommand(ports, {
      stream: row.workflow,
      intent: { type: "lapse", step: row.step, fence, orphaned },
      caller: { actor: systemActor, session: null, holder: null, command: null },
      ids: 0,
      content: () => ({}),
    });
    if (type === "content") freed.push(row);
  }
  return freed;
};
