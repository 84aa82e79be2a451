import type { Ports } from "../ports.ts";

/** A claim as one of a client's tool uses made it. */
export interface ClientClaim {
  readonly workflow: string;
  readonly step: string;
  readonly handoff: string;
  readonly use: string;
  /** What its holder shows; null when the attempt has ended. */
  readonly token: string | null;
}

/** The claims that these tool uses made, in their order; uses that claimed nothing are left out. */
export const claimsOf = async (
  { store }: Pick<Ports, "store">,
  uses: readonly string[],
): Promise<readonly ClientClaim[]> => {
  const claims: ClientClaim[] = [];
  for (const use of uses) {
    const row = await store.claimedBy(use);
    if (row === null || row.status === "abandoned") continue;
    const state = await store.state(row.workflow);
    const lease = state.kind === "workflow" ? state.steps.get(row.step)?.lease : undefined;
    const token = row.status === "active" && lease?.use === use ? lease.token : null;
    claims.push({ workflow: row.workflow, step: row.step, handoff: row.handoff, use, token });
  }
  return claims;
};
