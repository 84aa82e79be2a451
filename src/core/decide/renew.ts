import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import type { Lease } from "../state/step.ts";
import type { Draft } from "./draft.ts";
import { guardLease } from "./guard-lease.ts";

/** Prolongs a lease for the caller that shows its token. */
export const renew = (draft: Draft, intent: IntentOf<"renew">): Refusal | undefined => {
  const held = guardLease(draft.state().steps.get(intent.step), intent.token);
  if (held.type === "refused") return held;
  prolong(draft, intent.step, held.lease, intent.seconds);
  return undefined;
};

/** Prolongs a lease on behalf of the process that holds it; does nothing when the lease is gone. */
export const keepAlive = (draft: Draft, intent: IntentOf<"keep_alive">): undefined => {
  const step = draft.state().steps.get(intent.step);
  if (step?.lease?.fence === intent.fence && step.status === "active") {
    prolong(draft, intent.step, step.lease, step.lease.seconds);
  }
};

/** Never shortens: a server's routine renewal must not undo a longer one its agent asked for. */
const prolong = (draft: Draft, step: string, lease: Lease, seconds: number): void => {
  const { fence } = lease;
  const expiresAt = Math.max(lease.expiresAt, draft.command.at + seconds * 1000);
  draft.emit({ type: "lease_renewed", step, fence, expiresAt });
};
