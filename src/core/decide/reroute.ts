import type { IntentOf } from "../command/intent-of.ts";
import { circuitOf } from "../recovery/agent-record.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { findStep } from "./find-step.ts";
import { guardStarting } from "./guard-running.ts";

/** Gives a ready step to another agent while its own one's circuit is open. */
export const reroute = (draft: Draft, intent: IntentOf<"reroute">): Refusal | undefined => {
  const stopped = guardStarting(draft.state());
  if (stopped !== null) return stopped;
  const { at, facts } = draft.command;
  const step = findStep(draft.state(), intent.step);
  if ("code" in step) return step;
  const isOpen = (name: string) => circuitOf(facts.records.get(name), at).state === "open";
  if (step.status !== "ready" || !isOpen(step.agent) || isOpen(intent.agent)) return undefined;
  const { agent, reason } = intent;
  const fallback = step.contract.payload.on_failure.fallback_agent === agent;
  const from = step.agent;
  draft.emit({ type: "handoff_reassigned", step: step.name, agent, reason, fallback });
  return refuse(
    "not_ready",
    `${from} failed too often lately, so handoff ${step.handoffId.slice(0, 8)} (${step.name}) went to ${agent}.`,
    `Launch ${agent} for it: the ready entry in status has its run.`,
    { agent, handoff_id: step.handoffId },
  );
};
