import type { SignalRow } from "../../core/project/row.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { keptForAll } from "../../core/state/signal-state.ts";
import type { Engine } from "../../engine/engine.ts";
import { receiverOf } from "../../engine/signal/receiver-of.ts";

/** Which signals are meant: some by id, or all that fit. */
export interface SignalChoice {
  readonly ids: readonly string[];
  readonly name: string | undefined;
  readonly workflow: string | undefined;
  readonly correlation: string | undefined;
  /** Sent at least so long ago. */
  readonly olderThanMs: number;
}

/** The signals nobody has taken that are meant, oldest first. */
export const chooseSignals = async (
  { ports }: Engine,
  { ids, name, workflow, correlation, olderThanMs }: SignalChoice,
): Promise<{ readonly type: "chosen"; readonly rows: readonly SignalRow[] } | Refusal> => {
  const all = await ports.store.signals({ limit: 2 * keptForAll, offset: 0 });
  const unknown = ids.find((id) => !all.some((row) => row.signal === id));
  if (unknown !== undefined) {
    return refuse(
      "not_found",
      `No signal ${unknown} is kept.`,
      "baton signals lists those that are.",
    );
  }
  const before = ports.clock.now() - olderThanMs;
  const rows = all.filter((row) => {
    const to = receiverOf(row.address);
    return (
      (ids.length === 0 || ids.includes(row.signal)) &&
      (name === undefined || row.name === name) &&
      (workflow === undefined || to.workflow_id === workflow) &&
      (correlation === undefined || to.correlation === correlation) &&
      row.at <= before
    );
  });
  return { type: "chosen", rows };
};
