import type { SignalRow } from "../../core/project/row.ts";
import type { StreamState } from "../../core/state/stream-state.ts";
import { type Answer, answer } from "../answer.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** Which signals are thrown away, and why. */
export interface DiscardSignalsInput {
  readonly signals: readonly Pick<SignalRow, "signal" | "stream">[];
  readonly reason: string;
}

/** Throws away signals that nobody has taken; one that was taken meanwhile stays taken. */
export const discardSignals = async (
  ports: Ports,
  { signals, reason }: DiscardSignalsInput,
  caller: Caller,
): Promise<Answer> => {
  let discarded = 0;
  for (const [stream, rows] of Map.groupBy(signals, (row) => row.stream)) {
    const ids = rows.map(({ signal }) => signal);
    const done = await runCommand(ports, {
      stream,
      intent: { type: "discard_signals", signals: ids, reason },
      caller,
      ids: 0,
      content: (after, before) => ({ discarded: keptIn(before) - keptIn(after) }),
    });
    if (done.type === "refused") return done;
    discarded += Number(done.content.discarded);
  }
  return answer({ discarded, taken_meanwhile: signals.length - discarded });
};

const keptIn = (state: StreamState): number =>
  state.kind === "signal" ? state.buffered.length : 0;
