import type { Actor } from "../../core/actor.ts";
import type { ChainFault, ChainReport } from "../../core/port/store.ts";
import type { Head, Heads } from "../heads.ts";
import { walkChain } from "../verify-chain.ts";
import type { Connection } from "./connection.ts";
import type { StreamHead } from "./sql/read-stream.ts";

type NamedHead = StreamHead & { readonly name: string };

const chunk = 1000;

/** Checks the chains of one stream or of all; other work goes on in between. */
export const verify = async (
  connection: Connection,
  heads: Heads | null,
  stream?: string,
): Promise<ChainReport> => {
  const faults: ChainFault[] = [];
  const counts = { streams: 0, events: 0, anchored: 0 };
  const check = async (head: NamedHead, anchor: Head | undefined): Promise<void> => {
    const found = await verifyStream(connection, head, anchor);
    faults.push(...found.faults);
    counts.streams += 1;
    counts.events += found.events;
    if (found.anchored) counts.anchored += 1;
  };
  if (stream === undefined) {
    const anchors = new Map(await heads?.readAll(connection.databaseId));
    for (let after = 0; ; ) {
      const some = connection.ops.readStreams(after, chunk);
      for (const head of some) {
        await check(head, anchors.get(head.name));
        anchors.delete(head.name);
      }
      after = some.at(-1)?.id ?? 0;
      if (some.length < chunk) break;
    }
    for (const anchor of anchors.values()) faults.push(missing(anchor));
  } else {
    const head = connection.ops.readStream(stream);
    const anchor = await heads?.readOne(connection.databaseId, stream);
    if (head !== undefined) await check({ ...head, name: stream }, anchor);
    else if (anchor !== undefined) faults.push(missing(anchor));
  }
  return { ...counts, faults };
};

const verifyStream = async (
  { ops, databaseId }: Connection,
  stream: NamedHead,
  anchor: Head | undefined,
): Promise<{ faults: readonly ChainFault[]; anchored: boolean; events: number }> => {
  const walk = walkChain({ database: databaseId, stream: stream.name, anchor });
  let events = 0;
  for (let from = 0; ; ) {
    // One view of events and head, since the stream may grow at any time.
    ops.beginRead();
    const rows = ops.readEvents(stream.id, from, Number.MAX_SAFE_INTEGER, chunk);
    const head = ops.readStream(stream.name) ?? stream;
    ops.commit();
    for (const row of rows) walk.step({ ...row, actor: actorOf(row.actor) });
    events += rows.length;
    from = (rows.at(-1)?.version ?? 0) + 1;
    if (rows.length < chunk) return { ...walk.end(head), events };
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Damaged text is nobody's, which then does not fit the hash. */
export const actorOf = (text: string): Actor => {
  try {
    const actor: Actor | null = JSON.parse(text);
    return actor ?? nobody;
  } catch {
    return nobody;
  }
};

const nobody: Actor = { kind: "system", name: "" };

const missing = ({ stream, version }: Head): ChainFault => ({
  stream,
  version: 1,
  what: `cut: the whole stream is missing; the head kept outside is at version ${version}`,
});
