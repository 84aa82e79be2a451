import type { Clock } from "../core/port/clock.ts";
import { sha256 } from "./sha256.ts";

/** A name no other database has: 128 bits over time and chance. */
export const newDatabaseId = (clock: Clock): string =>
  sha256(`${clock.now()} ${clock.random()} ${clock.random()} ${clock.random()}`).slice(0, 32);
