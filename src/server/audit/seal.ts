import { z } from "zod";
import type { KeptEvent } from "../../core/port/store.ts";
import { sha256 } from "../../store/sha256.ts";
import { isSignedBy, type SigningKey } from "./signing-key.ts";

/** A signed statement of where the history stood: whoever keeps it can show that nothing up to there was changed or cut. */
export interface Seal {
  readonly database: string;
  /** A workflow's id, or `all`. */
  readonly scope: string;
  /** Place of the last event it covers. */
  readonly position: number;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over the last version and hash of each stream, in the order of their names. */
  readonly root: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The public key, as a SigningKey has it. */
  readonly key: string;
}

const prefix = "baton-seal-1";

const sealContent = z.strictObject({
  database: z.string(),
  scope: z.string(),
  position: z.int().min(0),
  events: z.int().min(0),
  streams: z.int().min(0),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  key: z.string(),
});

/** Counts events into the root of a seal. */
export interface Tally {
  add(event: Pick<KeptEvent, "stream" | "version" | "hash" | "position">): void;
  result(): Pick<Seal, "position" | "events" | "streams" | "root">;
}

/** Starts to count. */
export const tally = (): Tally => {
  const heads = new Map<string, string>();
  let events = 0;
  let position = 0;
  return {
    add: (event) => {
      heads.set(event.stream, `${event.version} ${event.hash}`);
      events += 1;
      position = Math.max(position, event.position);
    },
    result: () => {
      const lines = [...heads].map(([stream, head]) => `${stream} ${head}\n`).sort();
      return { events, position, streams: heads.size, root: sha256(lines.join("")) };
    },
  };
};

/** Signs a seal: one line of text without spaces. */
export const writeSeal = (seal: Omit<Seal, "key">, key: SigningKey): string => {
  const content = JSON.stringify({ ...seal, key: key.publicKey });
  const body = `${prefix}.${Buffer.from(content).toString("base64url")}`;
  return `${body}.${key.sign(body)}`;
};

/** Reads a seal; null when it is none, or was not signed by the key it names. */
export const readSeal = (line: string): Seal | null => {
  const [name, content, signature, ...more] = line.trim().split(".");
  if (name !== prefix || content === undefined || signature === undefined || more.length > 0)
    return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(content, "base64url").toString("utf8"));
    const seal = sealContent.parse(read);
    return isSignedBy(seal.key, `${name}.${content}`, signature) ? seal : null;
  } catch {
    return null;
  }
};
