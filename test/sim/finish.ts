import type { Store } from "../../src/core/port/store.ts";
import type { Random } from "../chaos/random.ts";
import { decideSome } from "./behaviour.ts";
import type { Cluster } from "./cluster.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimClient } from "./sim-client.ts";

const rounds = 400;

/** Does the work that is left, as fair agents and a patient human would. Returns the workflows that could not be brought to an end. */
export const finishAll = async (
  store: Store,
  cluster: Cluster,
  client: SimClient,
  scheduler: Scheduler,
  random: Random,
): Promise<readonly string[]> => {
  let undone = false;
  for (let round = 0; round < rounds; round++) {
    const open = await store.workflows({ open: true, limit: 100, offset: 0 });
    if (open.length === 0) {
      if (undone) return [];
      undone = true;
      await undoSome(store, client, random);
      continue;
    }
    for (const { workflow, status } of open) {
      if (status === "paused")
        await client.write("control_workflow", {
          workflow_id: workflow,
          action: "unpause",
          reason: "go on",
        });
      await decideSome(client, workflow, random);
    }
    for (;;) {
      const given = await client.write("execute_handoff", {});
      if (typeof given?.content.lease_token !== "string") break;
      const { handoff_id, lease_token } = given.content;
      const done = { handoff_id, lease_token, status: "completed", summary: "Done" };
      // Whoever undoes something says that nothing is left of it.
      const criteria = [{ criterion: "C1", met: true, evidence: "looked" }];
      await client.write("complete_handoff", { ...done, criteria, outputs: { good: true } });
    }
    // Backoffs, waits, and leases nobody holds any more.
    const { process, engine } = cluster.any();
    await scheduler.sleep(process, 600_000);
    await engine.doDue();
  }
  const left = await store.workflows({ open: true, limit: 100, offset: 0 });
  return left.map(({ workflow, status, reason }) => `${workflow} is still ${status}: ${reason}`);
};

/** In the end, some of the work is no longer wanted. */
const undoSome = async (store: Store, client: SimClient, random: Random): Promise<void> => {
  const ended = await store.workflows({ open: false, limit: 100, offset: 0 });
  for (const { workflow, status } of ended) {
    if (status !== "completed" || random.between(0, 2) === 0) continue;
    const control = { workflow_id: workflow, action: "compensate", reason: "no longer wanted" };
    await client.write("control_workflow", control, () => ({ undo: true }));
  }
};
