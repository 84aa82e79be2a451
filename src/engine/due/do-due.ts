import { systemActor } from "../../core/actor.ts";
import type { AgentFacts } from "../../core/command/agent-facts.ts";
import type { TimerRow } from "../../core/project/row.ts";
import type { StreamState } from "../../core/state/stream-state.ts";
import { factsOf } from "../agent-directory.ts";
import { recoveryAgents } from "../handoff/recovery-agents.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { deliver } from "./deliver.ts";

/** Most timers fired in one go. */
const batch = 100;

const baton: Caller = { actor: systemActor, session: null, holder: null, command: null };

/**
 * Delivers what waits for one stream or for all, then fires what is due: what was sent in time counts, though nobody
 * was there to deliver it. What fails holds up nothing else, and is thrown at the end. Returns how much was done.
 */
export const doDue = async (ports: Ports, stream?: string): Promise<number> => {
  const failures: unknown[] = [];
  const attempt = (work: Promise<number>): Promise<number> =>
    work.catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
  let done = await attempt(deliver(ports, stream));
  if (done > 0 && stream !== undefined) done += await attempt(deliver(ports));
  const timers = await ports.store.timersDue(ports.clock.now(), batch, stream);
  // Together, so that they share commits: after a week off there are many.
  const byStream = [...Map.groupBy(timers, (timer) => timer.stream)];
  const fired = byStream.map(([each, timers]) => attempt(fire(ports, each, timers)));
  for (const count of await Promise.all(fired)) done += count;
  if (failures.length > 0) throw failures[0];
  return done;
};

const fire = async (ports: Ports, stream: string, due: readonly TimerRow[]): Promise<number> => {
  const state = await ports.store.state(stream);
  await runCommand(ports, {
    stream,
    intent: { type: "fire_due", timers: due.map((row) => row.timer) },
    caller: baton,
    ids: idsFor(state, due),
    agents: agentsFor(ports, state, due),
    content: () => ({}),
  });
  return due.length;
};

/** A trigger takes the id at its place. */
const idsFor = (state: StreamState, due: readonly TimerRow[]): number =>
  state.kind === "trigger" ? (state.armed?.triggers.length ?? 0) : due.length * 3;

const agentsFor = (
  ports: Ports,
  state: StreamState,
  due: readonly TimerRow[],
): readonly AgentFacts[] => {
  if (state.kind !== "workflow") return [];
  const steps = due.flatMap(({ timer }) => {
    const step = state.steps.get(timer.slice(timer.indexOf(":") + 1));
    return step === undefined ? [] : [step];
  });
  return factsOf(ports, steps.flatMap(recoveryAgents));
};
