import type { ChainFault, Store } from "../../core/port/store.ts";
import { sealFault } from "./check-seal.ts";
import { readKept } from "./read-kept.ts";
import { readSeal } from "./seal.ts";
import { keptSeals } from "./seal-book.ts";

/** What a check of the whole record found. */
export interface RecordReport {
  readonly streams: number;
  readonly events: number;
  /** Streams whose head outside the database matches. */
  readonly anchored: number;
  /** Seals that hold. */
  readonly seals: number;
  readonly faults: readonly string[];
}

/**
 * Checks the file, the hash chains against the heads outside, and the history against the newest seal that was kept and
 * the one given.
 */
export const verifyRecord = async (
  store: Store,
  options: {
    /** One workflow's stream instead of all; seals are then left out. */
    readonly stream: string | undefined;
    readonly seal: string | null;
    /** Where seals are kept. */
    readonly folder: string;
  },
): Promise<RecordReport> => {
  const { stream, folder } = options;
  const faults = [...(await store.integrity())];
  const chain = await store.verify(stream);
  faults.push(...chain.faults.map(faultText));
  const databaseId = await store.databaseId();
  let held = 0;
  if (databaseId !== null && stream === undefined) {
    const { seals, broken } = await keptSeals(folder, databaseId);
    if (broken > 0) faults.push(`forged: ${broken} of the seals kept here do not hold`);
    const newest = seals.at(-1);
    if (newest !== undefined) {
      const fault = await sealFault(newest, databaseId, readKept(store));
      if (fault === null) held += 1;
      else faults.push(fault);
    }
  }
  if (options.seal !== null) {
    const seal = readSeal(options.seal);
    const fault =
      seal === null
        ? "forged: the given seal is none, or its signature does not hold"
        : await sealFault(seal, databaseId ?? "none", readKept(store));
    if (fault === null) held += 1;
    else faults.push(fault);
  }
  const { streams, events, anchored } = chain;
  return { streams, events, anchored, seals: held, faults };
};

/** A finding as a person reads it. */
export const faultText = ({ stream, version, what }: ChainFault): string =>
  version === 0 ? what : `${stream} event ${version}: ${what}`;
