import { dropOldNotes } from "./agent-notes.ts";
import type { HookAnswer, HookEvent } from "./event.ts";
import { openStore } from "./open-store.ts";
import { standing } from "./standing.ts";

/** When a session begins, goes on, or has been compacted: tells where unfinished work stands. */
export const sessionStart = async (event: HookEvent): Promise<HookAnswer> => {
  try {
    dropOldNotes(event.env, event.now);
  } catch {
    // There are none yet.
  }
  const text = await standingIn(event);
  return text === null
    ? ""
    : JSON.stringify({
        hookSpecificOutput: { hookEventName: "SessionStart", additionalContext: text },
      });
};

/** Before a compaction: what is printed is added to what the summary is asked for. */
export const beforeCompact = async (event: HookEvent): Promise<HookAnswer> => {
  const text = await standingIn(event);
  return text === null ? "" : `Keep this in the summary, with its ids as they are.\n${text}`;
};

const standingIn = async (event: HookEvent): Promise<string | null> => {
  const store = await openStore(event);
  if (store === null) return null;
  try {
    return await standing(store);
  } finally {
    await store.close();
  }
};
