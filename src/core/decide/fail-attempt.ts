import type { IntentOf } from "../command/intent-of.ts";
import type { Refusal } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { guardLease } from "./guard-lease.ts";
import { recover } from "./recover.ts";

/** Takes an agent's own report of failure and decides how to go on. */
export const failAttempt = (draft: Draft, intent: IntentOf<"fail">): Refusal | undefined => {
  const held = guardLease(draft.state().steps.get(intent.step), intent.token);
  if (held.type === "refused") return held;
  const { step, summary, error, tokensUsed } = intent;
  recover(draft, step, { summary, error, tokensUsed });
  return undefined;
};
