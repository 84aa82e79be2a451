import type { KeptEvent } from "../../core/port/store.ts";
import { type Seal, tally } from "./seal.ts";

/** What is wrong with a history under a seal; null when it is as it was sealed. */
export const sealFault = async (
  seal: Seal,
  databaseId: string,
  events: AsyncIterable<KeptEvent>,
): Promise<string | null> => {
  const name = `the seal of ${seal.at}`;
  if (seal.database !== databaseId) {
    return `exchanged: ${name} is of the database ${seal.database}, and this is ${databaseId}`;
  }
  const count = tally();
  for await (const event of events) {
    if (event.position > seal.position) break;
    if (seal.scope === "all" || seal.scope === event.stream) count.add(event);
  }
  const { events: found, root } = count.result();
  if (found < seal.events) {
    return `cut: ${name} covers ${seal.events} events, and ${found} of them are left`;
  }
  return root === seal.root ? null : `rewritten: the history is not the one of ${name}`;
};
