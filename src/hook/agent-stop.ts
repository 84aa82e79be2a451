import { type ClientClaim, claimsOf } from "../engine/client/client-claims.ts";
import { notesOf, speaker, takeNote } from "./agent-notes.ts";
import type { HookAnswer, HookEvent } from "./event.ts";
import { openStore } from "./open-store.ts";
import { textOf } from "./payload.ts";

/**
 * When a sub-agent stops: one that still holds a handoff is sent back once to complete it. If it holds it
 * then still, the attempt has failed. What ended attempts consumed is read from the transcript.
 */
export const agentStop = async (event: HookEvent): Promise<HookAnswer> => {
  const { env, payload } = event;
  const agent = speaker(textOf(payload, "agent_id"), null);
  if (agent === null) return "";
  const { claims: uses, sentBack } = notesOf(env, agent);
  if (uses.length === 0) return "";
  const claims = await claimsIn(event, uses);
  const held = claims.filter(({ token }) => token !== null);
  const fresh = held.find(({ use }) => !sentBack.includes(use));
  if (fresh !== undefined) {
    // Without the note it would be sent back for ever.
    takeNote(env, agent, { sentBack: fresh.use });
    return sendBack(fresh);
  }
  if (claims.length === 0) return "";
  const { settleAgent } = await import("./settle-agent.ts");
  await settleAgent(event, {
    held: held.map(({ use }) => use),
    claimed: claims.map(({ use }) => use),
  });
  return "";
};

const claimsIn = async (
  event: HookEvent,
  uses: readonly string[],
): Promise<readonly ClientClaim[]> => {
  const store = await openStore(event);
  if (store === null) return [];
  try {
    return await claimsOf({ store }, uses);
  } finally {
    await store.close();
  }
};

const sendBack = ({ handoff, step, token }: ClientClaim): HookAnswer =>
  JSON.stringify({
    decision: "block",
    reason:
      `You still hold Baton handoff ${handoff.slice(0, 8)} (${step}) with lease_token ${token}. ` +
      `Call complete_handoff now with handoff_id "${handoff}" and lease_token "${token}": ` +
      'status "completed" with artifacts and criteria if the work is done, "failed" with an error if it cannot be done, ' +
      '"needs_input" with questions if only a human can answer. If you wait for something, wait for it before you stop. ' +
      "Then give back the report it returns, word for word. If you stop without it again, the attempt counts as failed.",
  });
