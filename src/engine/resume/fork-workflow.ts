import { idsForFork } from "../../core/decide/fork.ts";
import type { StreamEvent } from "../../core/event/stream-event.ts";
import { lineTo } from "../../core/history.ts";
import type { CheckpointRow } from "../../core/project/row.ts";
import type { Answer } from "../answer.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForWorkflow } from "../project-room.ts";
import { runCommand } from "../run-command.ts";
import { underNewId } from "../workflow-id.ts";

/** Starts a new workflow that goes on from a checkpoint of another; the old one stays as it is. */
export const forkWorkflow = async (
  ports: Ports,
  point: CheckpointRow,
  caller: Caller,
): Promise<Answer> => {
  const full = await guardRoomForWorkflow(ports);
  if (full !== null) return full;
  const events = await lineOf(ports, point);
  return underNewId(ports.clock, (stream) =>
    runCommand(ports, {
      stream,
      intent: {
        type: "fork",
        from: point.workflow,
        version: point.version,
        checkpoint: point.checkpoint,
        events,
      },
      caller,
      ids: idsForFork(events) + 1,
      content: (after) => ({ workflow_id: after.id }),
    }),
  );
};

/** The events that led to the checkpoint. */
const lineOf = async (ports: Ports, point: CheckpointRow): Promise<readonly StreamEvent[]> => {
  const all: StreamEvent[] = [];
  while (all.length < point.version) {
    const page = await ports.store.events(
      point.workflow,
      all.length,
      Math.min(1000, point.version - all.length),
    );
    if (page.length === 0) break;
    all.push(...page);
  }
  const rewinds = all.flatMap(({ version, data }) =>
    data.type === "rewound" ? [{ version, toVersion: data.toVersion }] : [],
  );
  const onLine = lineTo(rewinds, point.version);
  return all.filter((event) => onLine(event.version));
};
