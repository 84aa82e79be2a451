import type { CheckpointRow } from "../../core/project/row.ts";
import type { Answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { isEvent } from "./find-point.ts";

/** Returns a workflow to a checkpoint. */
export const rewindWorkflow = async (
  ports: Ports,
  point: CheckpointRow,
  force: boolean,
  caller: Caller,
): Promise<Answer> => {
  const base = asWorkflow(await ports.store.stateAt(point.workflow, point.version));
  return runCommand(ports, {
    stream: point.workflow,
    intent: {
      type: "rewind",
      base,
      checkpoint: point.checkpoint,
      force,
      reason: isEvent(point) ? `to ${point.name}` : `to checkpoint ${point.name}`,
    },
    caller,
    ids: 1,
    content: (after) => ({ workflow_id: after.id, version: after.version }),
  });
};
