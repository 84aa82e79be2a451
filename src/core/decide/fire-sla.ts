import { slaDueOf } from "../project/project-sla.ts";
import type { Draft } from "./draft.ts";

/** Tells that the workflow (node null) or one of its nodes takes longer than it should, all that is due of it. */
export const fireSla = (draft: Draft, node: string | null): void => {
  for (;;) {
    const due = slaDueOf(draft.state(), node);
    if (due === null || due.at > draft.command.at) return;
    const seconds = Math.round((due.at - due.startedAt) / 1000);
    draft.emit({ type: due.tells === "warned" ? "sla_warned" : "sla_breached", node, seconds });
  }
};
