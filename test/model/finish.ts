import { criteriaOf } from "./hold.ts";
import type { Real } from "./real.ts";

/** How often a fair world goes round before it is said to be stuck. */
const rounds = 150;

/** Does what fair agents, patient people and time would do. Throws when a workflow comes to no end by that. */
export const finish = async (real: Real): Promise<void> => {
  real.crash("now");
  for (let round = 0; round < rounds; round++) {
    await real.tick();
    const open = await real.store.workflows({ open: true, limit: 100, offset: 0 });
    if (open.length === 0) return;
    for (const { workflow_id, status } of open.map(({ workflow, status }) => ({
      workflow_id: workflow,
      status,
    }))) {
      if (status === "paused")
        await real.call("control_workflow", { workflow_id, action: "unpause", reason: "go on" });
    }
    for (const { task } of await real.store.openTasks({ limit: 20 })) {
      await real.call("decide_task", { task_id: task }, fairly);
    }
    let worked = false;
    for (;;) {
      const claimed = await real.call("execute_handoff", {});
      if (typeof claimed.lease_token !== "string") break;
      worked = true;
      const { handoff_id, lease_token } = claimed;
      const criteria = await criteriaOf(real, handoff_id);
      const done = { handoff_id, lease_token, status: "completed", summary: "Done", criteria };
      await real.call("complete_handoff", { ...done, outputs: { good: true } });
    }
    if (!worked) real.pass(await untilDue(real));
  }
  const left = await real.store.workflows({ open: true, limit: 100, offset: 0 });
  const told = left.map(({ workflow, status, reason }) => `${workflow} is ${status}: ${reason}`);
  throw new Error(`broken: a final state is always in reach\n${told.join("\n")}`);
};

/** Until the next timer, or until leases that nobody holds have run out. */
const untilDue = async (real: Real): Promise<number> => {
  const next = await real.store.nextTimer();
  return next === null ? 3_600_000 : Math.max(1000, next - real.now());
};

const fairly = (schema: unknown): Readonly<Record<string, unknown>> => {
  const options = optionsOf(schema);
  const decision = ["answer", "approve", "retry", "skip", "abort"].find((each) =>
    options.includes(each),
  );
  return { decision, answer_1: "so", comment: "so" };
};

/** The decisions a form offers. */
export const optionsOf = (schema: unknown): readonly string[] => {
  const read: { properties?: { decision?: { enum?: readonly string[] } } } = JSON.parse(
    JSON.stringify(schema),
  );
  return read.properties?.decision?.enum ?? [];
};
