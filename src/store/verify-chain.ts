import type { ChainFault, KeptEvent } from "../core/port/store.ts";
import { linkHash } from "./chain.ts";
import type { Head } from "./heads.ts";

/** What a link of the chain covers, with its hash. */
type ChainedEvent = Omit<KeptEvent, "position" | "stream">;

/** What is to be checked of one stream. */
export interface ChainedStream {
  readonly database: string;
  readonly stream: string;
  /** The head kept outside, if there is one. */
  readonly anchor: Head | undefined;
}

/** Follows one stream's chain event by event; `end` gives all faults. */
export interface ChainWalk {
  step(event: ChainedEvent): void;
  /** `head` is where the store says the stream ends. */
  end(head: { readonly version: number; readonly hash: string }): {
    readonly faults: readonly ChainFault[];
    readonly anchored: boolean;
  };
}

/** Each link is computed over the hash before it as stored, so that one edited event is one fault. */
export const walkChain = ({ database, stream, anchor }: ChainedStream): ChainWalk => {
  const faults: ChainFault[] = [];
  let last = 0;
  let prev: string | null = null;
  let anchorHash: string | null = null;
  const fault = (version: number, what: string): void => {
    faults.push({ stream, version, what });
  };
  return {
    step: (event) => {
      const { version, type, typeVersion, at, actor, text } = event;
      const gap = version !== last + 1;
      if (gap) {
        const range =
          version === last + 2 ? `event ${last + 1}` : `events ${last + 1} to ${version - 1}`;
        fault(last + 1, `removed: ${range} missing`);
      }
      const link = {
        prev,
        database,
        stream,
        version,
        type,
        typeVersion,
        at,
        actor,
        dataText: text,
      };
      // After a gap the hash before this one is unknown, and the gap is already told.
      if (!gap && linkHash(link) !== event.hash) {
        fault(version, "edited: the event does not fit its hash, or the one before was exchanged");
      }
      if (version === anchor?.version) anchorHash = event.hash;
      last = version;
      prev = event.hash;
    },
    end: (head) => {
      if (last !== head.version || (prev ?? "") !== head.hash) {
        fault(
          Math.min(last, head.version) + 1,
          "cut: the events do not end where the stream's head says",
        );
      }
      if (anchor === undefined) return { faults, anchored: false };
      if (anchor.version > last) {
        fault(
          last + 1,
          `cut: the head kept outside is at version ${anchor.version} (a lost tail, or an older copy was restored)`,
        );
      } else if (anchorHash !== anchor.hash) {
        fault(anchor.version, "rewritten: the head kept outside has another hash here");
      }
      return { faults, anchored: anchorHash === anchor.hash };
    },
  };
};
