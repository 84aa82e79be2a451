import { type Refusal, refuse } from "../../core/refusal.ts";
import { asWorkflow } from "../as-workflow.ts";
import type { Ports } from "../ports.ts";

/** Checks the hash chain up to a version (or all of it); names the last checkpoint that is still good where it breaks. */
export const verifyLine = async (
  ports: Ports,
  workflow: string,
  version: number | null,
): Promise<Refusal | null> => {
  const report = await ports.store.verify(workflow);
  const [first] = report.faults.filter((fault) => version === null || fault.version <= version);
  if (first === undefined) return null;
  const before = asWorkflow(await ports.store.stateAt(workflow, first.version - 1));
  const [good] = [...before.checkpoints.values()].sort((a, b) => b.version - a.version);
  return refuse(
    "integrity_failed",
    `The history of ${workflow} was altered at event ${first.version}: ${first.what}.`,
    good === undefined
      ? "No checkpoint before it is left. Restore the database from a backup; baton doctor tells more."
      : `The last good checkpoint is ${good.id} (${good.name}): resume it with fork: true.`,
    {
      version: first.version,
      ...(good === undefined ? {} : { last_good_checkpoint: good.id }),
    },
  );
};
