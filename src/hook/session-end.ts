import { endSession } from "../engine/brain/end-session.ts";
import type { HookAnswer, HookEvent } from "./event.ts";
import { openStore } from "./open-store.ts";
import { textOf } from "./payload.ts";
import { withPorts } from "./with-ports.ts";

/** When a session ends: so does the brain's, if anything was done in it. Later work opens it again. */
export const sessionEnd = async (event: HookEvent): Promise<HookAnswer> => {
  const session = textOf(event.payload, "session_id");
  if (session === null || !(await isOpen(event, session))) return "";
  await withPorts(event, async (ports, caller) => {
    await endSession(ports, { session_id: session }, caller);
  });
  return "";
};

const isOpen = async (event: HookEvent, session: string): Promise<boolean> => {
  const store = await openStore(event);
  if (store === null) return false;
  try {
    const row = await store.session(session);
    return row !== null && row.endedAt === null;
  } finally {
    await store.close();
  }
};
