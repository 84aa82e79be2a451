import type { PendingMessage } from "../../core/port/query.ts";
import type { Message } from "../../core/project/message.ts";
import { type CommandRequest, commitCommand } from "../commit-command.ts";
import type { Ports } from "../ports.ts";
import { startTriggered } from "../trigger/start-triggered.ts";
import { type ChildStarted, childStart } from "../workflow/child-start.ts";
import { messageIntent } from "./message-intent.ts";

/** Most messages read in one go. */
const batch = 100;
/** Most messages delivered in one go; what is left is the ticker's. */
const enough = 2_000;

/**
 * Delivers what waits in the outbox, to one stream or to all, and what follows from it; in the order it was sent.
 * A stream that cannot be delivered to does not hold up the others. Returns how many messages were delivered.
 */
export const deliver = async (ports: Ports, to?: string): Promise<number> => {
  const failures = new Map<string, unknown>();
  let delivered = 0;
  while (delivered < enough) {
    const messages = await ports.store.outbox(batch, to);
    const open = messages.filter(({ content }) => !failures.has(content.to));
    if (open.length === 0) break;
    for (const message of open) {
      const stream = message.content.to;
      if (failures.has(stream)) continue;
      try {
        await deliverOne(ports, message);
        delivered++;
      } catch (error) {
        failures.set(stream, error);
      }
    }
  }
  for (const error of failures.values()) throw error;
  return delivered;
};

const deliverOne = async (ports: Ports, { id, position, content }: PendingMessage) => {
  const { actor, ...message } = content.message;
  // The message's id is the command's, so that whoever delivers it, it counts once.
  const caller = { actor, session: null, holder: null, command: { id, hash: id } };
  const delivery = { stream: content.to, caller, delivers: position };
  switch (message.type) {
    case "start_triggered":
      await startTriggered(ports, message, delivery);
      return;
    case "child_started":
      await begin(ports, message, delivery);
      return;
    case "child_undoing":
      await undo(ports, message, delivery);
      return;
  }
  const intent = await messageIntent(ports, message);
  // A signal may fire each of the triggers that may take it.
  const ids = intent.type === "post_signal" ? intent.candidates.length : 4;
  await commitCommand(ports, { ...delivery, intent, ids, content: () => ({}) });
};

/** A child's id may be taken. Its message goes only when the child has begun, or its parent has drawn another id. */
const begin = async (
  ports: Ports,
  message: ChildStarted,
  { delivers, ...delivery }: Pick<CommandRequest, "stream" | "caller"> & { delivers: number },
): Promise<void> => {
  const { parent, title, paused } = message;
  const start = await childStart(ports, message);
  const intent = { type: "begin_child", parent, title, paused, start } as const;
  const command = { ...delivery, ids: 4, content: () => ({}) };
  const { answer } = await commitCommand(ports, { ...command, intent });
  if (answer.type === "refused" && answer.code === "conflict") {
    const redraw = { type: "redraw_child", node: parent.node, child: delivery.stream } as const;
    await commitCommand(ports, { ...command, stream: parent.workflow, intent: redraw, delivers });
    return;
  }
  await commitCommand(ports, { ...command, intent, delivers });
};

/** One that has begun for somebody else, or never, has nothing to undo, and whoever asked goes on. */
const undo = async (
  ports: Ports,
  { parent, reason }: Extract<Message, { readonly type: "child_undoing" }>,
  { delivers, ...delivery }: Pick<CommandRequest, "stream" | "caller"> & { delivers: number },
): Promise<void> => {
  const command = { ...delivery, ids: 4, content: () => ({}), delivers };
  const known = await ports.store.state(delivery.stream);
  const its = known.kind === "workflow" ? known.parent : null;
  if (its?.workflow === parent.workflow && its.node === parent.node) {
    await commitCommand(ports, { ...command, intent: { type: "undo_child", parent, reason } });
    return;
  }
  const nothing = { undone: [], left: [], accepted: true, stays: [] };
  const intent = { type: "note_undone", child: delivery.stream, ...nothing } as const;
  await commitCommand(ports, { ...command, stream: parent.workflow, intent });
};
