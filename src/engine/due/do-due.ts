import { systemActor } from "../../core/actor.ts";
import type { TimerRow } from "../../core/project/row.ts";
import { factsOf } from "../agent-directory.ts";
import { recoveryAgents } from "../handoff/recovery-agents.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { noteForkIntent } from "./message-intent.ts";

/** Most timers fired, or messages delivered, in one go. */
const batch = 100;

const baton: Caller = { actor: systemActor, session: null, holder: null, command: null };

/** Fires what is due and delivers what is waiting, for one stream or for all. Returns how much was done. */
export const doDue = async (ports: Ports, stream?: string): Promise<number> => {
  const timers = await ports.store.timersDue(ports.clock.now(), batch, stream);
  const byStream = new Map<string, TimerRow[]>();
  for (const timer of timers) {
    byStream.set(timer.stream, [...(byStream.get(timer.stream) ?? []), timer]);
  }
  for (const [workflow, due] of byStream) await fire(ports, workflow, due);
  const messages = await ports.store.outbox(batch, stream);
  for (const message of messages) {
    await runCommand(ports, {
      stream: message.content.to,
      intent: noteForkIntent(message.content),
      caller: {
        ...baton,
        actor: message.content.message.actor,
        command: { id: message.id, hash: message.id },
      },
      ids: 0,
      delivers: message.position,
      content: () => ({}),
    });
  }
  return timers.length + messages.length;
};

const fire = async (ports: Ports, workflow: string, due: readonly TimerRow[]): Promise<void> => {
  const state = await ports.store.state(workflow);
  if (state.kind !== "workflow") return;
  const steps = due.flatMap(({ timer }) => {
    const step = state.steps.get(timer.slice(timer.indexOf(":") + 1));
    return step === undefined ? [] : [step];
  });
  await runCommand(ports, {
    stream: workflow,
    intent: { type: "fire_due", timers: due.map((row) => row.timer) },
    caller: baton,
    ids: due.length * 3,
    agents: factsOf(ports, steps.flatMap(recoveryAgents)),
    content: () => ({}),
  });
};
