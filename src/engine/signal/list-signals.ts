import type { JsonObject } from "../../core/json.ts";
import type { SignalRow } from "../../core/project/row.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { nextCursor, type PageInput, pageOf } from "../status/page.ts";
import { receiverOf } from "./receiver-of.ts";

/** The signals nobody has taken, oldest first. */
export const listSignals = async (ports: Ports, input: PageInput): Promise<Answer> => {
  const page = pageOf(input, 100);
  if ("code" in page) return page;
  const rows = await ports.store.signals({ limit: page.limit + 1, offset: page.offset });
  return answer({
    signals: rows.slice(0, page.limit).map((row) => signalEntry(ports, row)),
    ...nextCursor(page, rows.length > page.limit),
  });
};

/** A signal nobody has taken, with its age. */
export const signalEntry = (
  ports: Ports,
  { signal, name, address, at }: SignalRow,
): JsonObject => ({
  signal_id: signal,
  name,
  ...receiverOf(address),
  since: iso(at),
  age_seconds: Math.max(0, Math.round((ports.clock.now() - at) / 1000)),
});
