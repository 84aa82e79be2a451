import type { EventData } from "../core/event/stream-event.ts";
import type { JsonObject } from "../core/json.ts";
import { StoreUnusable } from "../core/port/store-error.ts";

/** Turns the data of one version of an event type into the next version's. */
type Lifter = (data: JsonObject) => JsonObject;

/** Lifters by event type, then by the version they start from. */
export type Lifters = Readonly<Record<string, Readonly<Record<number, Lifter>>>>;

/** The lifters of this release; every type is still at its first version. */
export const lifters: Lifters = {};

/** Lifts step by step from version `from` to version `to`; a missing step is a defect of the release. */
export const lift = (
  data: JsonObject,
  type: string,
  from: number,
  to: number,
  table: Lifters,
): EventData => {
  let lifted = data;
  for (let version = from; version < to; version++) {
    const step = table[type]?.[version];
    if (step === undefined) {
      throw new StoreUnusable(
        `This Baton cannot read an event ${type} version ${version}.`,
        "Report this as a bug: a release must read all older events.",
      );
    }
    lifted = step(lifted);
  }
  // Through text, because that is where data without a checked shape is let in (see decodeData).
  return JSON.parse(JSON.stringify(lifted));
};
