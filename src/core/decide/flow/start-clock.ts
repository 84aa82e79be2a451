import type { Draft } from "../draft.ts";

/** Begins the time limit of a stage that has one. */
export const startClock = (
  draft: Draft,
  node: string,
  { timeoutSeconds }: { readonly timeoutSeconds: number | null },
): void => {
  if (timeoutSeconds === null) return;
  const deadline = draft.command.at + timeoutSeconds * 1000;
  draft.emit({ type: "node_deadline_moved", node, deadline, leftMs: null });
};
