import { endSession } from "../../engine/brain/end-session.ts";
import type { Io } from "../io.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { personOf } from "./person.ts";

/** `baton brain end`: ends a session, as a client's hook does when its session ends. */
export const endBrainSession = (
  io: Io,
  db: string | undefined,
  input: Parameters<typeof endSession>[1],
): Promise<number> =>
  withEngine(io, db, async ({ ports }, baton) => {
    const ended = await endSession(ports, input, personOf(baton));
    if (ended.type === "refused") return printRefusal(io, ended);
    io.stdout(`Ended ${input.session_id}.\n`);
    return 0;
  });
