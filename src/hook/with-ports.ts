import type { Caller, Ports } from "../engine/ports.ts";
import type { HookEvent } from "./event.ts";
import { textOf } from "./payload.ts";

/** Runs something that writes, on ports of its own: all rules hold for it as for a call of a tool. */
export const withPorts = async (
  { env, cwd, payload }: HookEvent,
  run: (ports: Ports, caller: Caller) => Promise<void>,
): Promise<void> => {
  const { composePorts } = await import("../server/compose-ports.ts");
  const ports = composePorts({ env, cwd });
  const session = textOf(payload, "session_id");
  const actor = {
    kind: "system" as const,
    name: "client",
    ...(session === null ? {} : { session }),
  };
  try {
    await run(ports, { actor, session, holder: null, command: null });
  } finally {
    await ports.store.close();
  }
};
