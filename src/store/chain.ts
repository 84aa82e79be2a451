import type { Actor } from "../core/actor.ts";
import { sha256 } from "./sha256.ts";

/** What one link of a stream's hash chain covers. */
export interface Link {
  /** Hash of the event before it in the stream; null for the first. */
  readonly prev: string | null;
  readonly database: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly typeVersion: number;
  readonly at: number;
  readonly actor: Actor;
  /** The event's data as stored. */
  readonly dataText: string;
}

/** The hash of an event: it covers the data by hash only, so that data can be redacted without breaking the chain. */
export const linkHash = (link: Link): string => sha256(canonicalLink(link));

/**
 * The link in RFC 8785 form. Written with its keys in order, so that the runtime's own JSON gives that form, several times as
 * fast as canonicalJson; a test holds the two equal. Events never hold lone surrogates: the edges refuse them.
 */
export const canonicalLink = (link: Link): string => {
  const { kind, name, session } = link.actor;
  return JSON.stringify({
    actor: session === undefined ? { kind, name } : { kind, name, session },
    at: link.at,
    data: sha256(link.dataText),
    database: link.database,
    prev: link.prev,
    stream: link.stream,
    type: link.type,
    type_version: link.typeVersion,
    version: link.version,
  });
};
