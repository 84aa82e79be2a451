import type { CheckpointRow } from "../../core/project/row.ts";
import type { Answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { returnText } from "./find-point.ts";

/** How a workflow returns to a checkpoint. */
interface Rewinding {
  /** Also while agents are at work. */
  readonly force: boolean;
  /** What was done since is undone first. */
  readonly compensate: boolean;
}

/** Returns a workflow to a checkpoint, or begins to undo what was done since: then it returns once that is undone. */
export const rewindWorkflow = async (
  ports: Ports,
  point: CheckpointRow,
  { force, compensate }: Rewinding,
  caller: Caller,
): Promise<Answer> => {
  const base = asWorkflow(await ports.store.stateAt(point.workflow, point.version));
  return runCommand(ports, {
    stream: point.workflow,
    intent: {
      type: compensate ? "return_undone" : "rewind",
      base,
      checkpoint: point.checkpoint,
      force,
      reason: returnText(point),
    },
    caller,
    ids: 4,
    content: (after) => ({ workflow_id: after.id, version: after.version }),
  });
};
