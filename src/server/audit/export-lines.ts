import type { KeptEvent } from "../../core/port/store.ts";
import { tally, writeSeal } from "./seal.ts";
import type { SigningKey } from "./signing-key.ts";

/** The format's name, in the first line of an export. */
export const exportFormat = "baton-audit-1";

/** What an export is made of. */
export interface ExportSource {
  readonly database: string;
  /** A workflow's id, or `all`. */
  readonly scope: string;
  readonly events: AsyncIterable<KeptEvent>;
  readonly key: SigningKey;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** The lines of an export: a head, an event each, and the seal over them, without which the export is cut. */
export async function* exportLines(source: ExportSource): AsyncGenerator<string> {
  const { database, scope, key, at } = source;
  yield JSON.stringify({ format: exportFormat, database, scope, at, key: key.publicKey });
  const count = tally();
  for await (const event of source.events) {
    if (scope !== "all" && event.stream !== scope) continue;
    count.add(event);
    const { text, ...rest } = event;
    yield JSON.stringify({ ...rest, data: text });
  }
  yield JSON.stringify({ seal: writeSeal({ database, scope, at, ...count.result() }, key) });
}
