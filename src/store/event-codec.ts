import { eventVersions } from "../core/event/event-version.ts";
import type { EventData } from "../core/event/stream-event.ts";
import { StoreUnusable } from "../core/port/store-error.ts";
import { type Lifters, lift, lifters } from "./lifter.ts";

/** An event's data as it is kept. */
export interface EncodedData {
  readonly type: string;
  readonly typeVersion: number;
  /** JSON text, the type included. */
  readonly text: string;
}

/** Versions of the event types a reader knows. */
export type KnownVersions = Readonly<Record<string, number>>;

/** Event data to text, in the shape this release writes. */
export const encodeData = (data: EventData): EncodedData => ({
  type: data.type,
  typeVersion: eventVersions[data.type],
  text: JSON.stringify(data),
});

/**
 * Text to event data, older shapes lifted to today's. Throws {@link StoreUnusable} for a type or version that only
 * a newer Baton knows. What it returns is typed by trust: the chain's hash and the type's version vouch for the shape,
 * since checking every event of a fold against a schema would cost more than the fold.
 */
export const decodeData = (
  stored: EncodedData,
  known: KnownVersions = eventVersions,
  table: Lifters = lifters,
): EventData => {
  const current = Object.hasOwn(known, stored.type) ? known[stored.type] : undefined;
  if (current === undefined || stored.typeVersion > current) {
    throw new StoreUnusable(
      `The database holds an event ${stored.type} version ${stored.typeVersion}, written by a newer Baton.`,
      "Update Baton to the newest version on this machine.",
    );
  }
  try {
    const data: EventData =
      stored.typeVersion === current
        ? JSON.parse(stored.text)
        : lift(JSON.parse(stored.text), stored.type, stored.typeVersion, current, table);
    return data;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new StoreUnusable(
      "The database holds an event that cannot be read: its text was damaged.",
      "Run `baton doctor`: it names the stream. Restore the file from a backup.",
      { cause },
    );
  }
};
