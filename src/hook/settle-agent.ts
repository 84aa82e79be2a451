import type { ReportedError } from "../core/recovery/category.ts";
import { failClaims, measureClaims } from "../engine/client/end-claims.ts";
import type { HookEvent } from "./event.ts";
import { textOf } from "./payload.ts";
import { usageIn } from "./usage.ts";
import { withPorts } from "./with-ports.ts";

const silent: ReportedError = {
  category: "transient",
  message: "The agent ended without complete_handoff, also after it was sent back once.",
  step: null,
  suggestion: null,
};

/** Ends what a stopped agent still holds, then records what its attempts consumed. */
export const settleAgent = (
  event: HookEvent,
  uses: { readonly held: readonly string[]; readonly claimed: readonly string[] },
): Promise<void> =>
  withPorts(event, async (ports, caller) => {
    if (uses.held.length > 0) await failClaims(ports, uses.held, silent, caller);
    const transcript = textOf(event.payload, "agent_transcript_path");
    if (transcript === null) return;
    await measureClaims(ports, await usageIn(transcript, uses.claimed), caller);
  });
