import { systemActor } from "../../core/actor.ts";
import type { Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** A lease this process keeps alive. Times are epoch ms. */
export interface HeldLease {
  readonly workflow: string;
  readonly step: string;
  readonly fence: number;
  readonly seconds: number;
  readonly expiresAt: number;
  /** After this the lease is left to run out: an agent that long silent is taken for gone. */
  readonly until: number;
}

/** The leases of this process, by workflow and fence. */
export type KeepAlive = Map<string, HeldLease>;

/** How long a step without a timeout is kept alive for its agent. */
export const usualAttemptMs = 2 * 3_600_000;

/** Key of a lease in {@link KeepAlive}. */
export const leaseKey = (workflow: string, fence: number): string => `${workflow}#${fence}`;

/** Renews each lease that has used up half its time. */
export const renewHeld = async (ports: Ports, held: KeepAlive): Promise<void> => {
  const now = ports.clock.now();
  for (const [key, lease] of held) {
    if (lease.expiresAt - now > lease.seconds * 500) continue;
    if (now >= lease.until) {
      held.delete(key);
      continue;
    }
    const { workflow, step, fence, seconds } = lease;
    await runCommand(ports, {
      stream: workflow,
      intent: { type: "keep_alive", step, fence },
      caller: { actor: systemActor, session: null, holder: null, command: null },
      ids: 0,
      content: () => ({}),
    });
    const state = await ports.store.state(workflow);
    const current = state.kind === "workflow" ? state.steps.get(step)?.lease : undefined;
    if (current?.fence === fence) held.set(key, { ...lease, expiresAt: now + seconds * 1000 });
    else held.delete(key);
  }
};
