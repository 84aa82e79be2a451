import type { Caller } from "../../engine/ports.ts";
import type { Baton } from "../../server/baton.ts";

/** The person at the terminal as a caller. */
export const personOf = (baton: Baton): Caller => ({
  actor: { kind: "human", name: baton.human },
  session: baton.session,
  holder: null,
  command: null,
});
