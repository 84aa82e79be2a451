/** How long something should take from its start: when to warn, and when it has taken too long. */
export interface Sla {
  readonly warnSeconds: number | null;
  readonly breachSeconds: number | null;
}

/** What has been told of an sla so far. */
export type SlaStatus = "warned" | "breached" | null;

/** What an sla tells next, and when (epoch ms); null when nothing is left to tell. */
export const nextSla = (
  sla: Sla | undefined,
  startedAt: number | null,
  told: SlaStatus,
): { readonly tells: "warned" | "breached"; readonly at: number } | null => {
  if (sla === undefined || startedAt === null || told === "breached") return null;
  const { warnSeconds, breachSeconds } = sla;
  if (told === null && warnSeconds !== null)
    return { tells: "warned", at: startedAt + warnSeconds * 1000 };
  return breachSeconds === null
    ? null
    : { tells: "breached", at: startedAt + breachSeconds * 1000 };
};
