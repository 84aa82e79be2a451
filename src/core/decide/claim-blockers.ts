import type { Limits } from "../command/lease-request.ts";
import { resourcesOverlap } from "../glob-overlap.ts";
import type { Facts } from "../port/facts.ts";
import { circuitOf } from "../recovery/agent-record.ts";
import type { Step } from "../state/step.ts";
import type { Draft } from "./draft.ts";

/** Something outside the step that it has to wait for. Times are epoch ms. */
export interface Blocker {
  readonly for: string;
  readonly until: number | null;
}

/** What keeps a ready step from being claimed now: limits, a held resource, used-up pools, an open circuit. */
export const blockersOf = (draft: Draft, step: Step, limits: Limits | null): readonly Blocker[] => {
  const { at, facts, agents } = draft.command;
  const blockers: Blocker[] = [];
  const load = (facts.loads.get(step.agent) ?? 0) - (ownLive(step, at) ? 1 : 0);
  const limit = agents.find((agent) => agent.name === step.agent)?.maxParallel ?? null;
  if (limit !== null && load >= limit) {
    blockers.push({ for: `${step.agent} is busy (${load} of ${limit} at once)`, until: null });
  }
  const most = draft.state().flow?.plan.maxParallel ?? null;
  const busy = draft.state().counts.active - (step.status === "active" ? 1 : 0);
  if (most !== null && busy >= most) {
    blockers.push({
      for: `the workflow runs ${most} steps at once, and that many are at work`,
      until: null,
    });
  }
  const circuit = circuitOf(facts.records.get(step.agent), at);
  if (circuit.state === "open") {
    blockers.push({ for: `${step.agent} failed too often lately`, until: circuit.until });
  }
  if (circuit.state === "half_open" && load > 0) {
    blockers.push({ for: `${step.agent} is on trial with another handoff`, until: null });
  }
  for (const held of facts.held) {
    const own = held.workflow === draft.state().id && held.step === step.name;
    const glob = own ? undefined : step.resources.find((each) => resourcesOverlap(each, held.glob));
    if (glob !== undefined) {
      blockers.push({
        for: `${glob} is being written by step ${held.step} of ${held.workflow}`,
        until: held.expiresAt,
      });
    }
  }
  if (limits !== null) blockers.push(...usageBlockers(facts, step, limits, ownLive(step, at)));
  return blockers;
};

/** What is used up of what the operator allows; `own` when the step counts in it already. */
const usageBlockers = (
  { active, pools }: Facts,
  step: Step,
  limits: Limits,
  own: boolean,
): readonly Blocker[] => {
  const blockers: Blocker[] = [];
  if (active - (own ? 1 : 0) >= limits.parallelAgents) {
    const why = `${limits.parallelAgents} agents are at work, as many as the operator allows`;
    blockers.push({ for: why, until: null });
  }
  for (const [pool, units] of Object.entries(step.uses)) {
    const size = Object.hasOwn(limits.pools, pool) ? (limits.pools[pool] ?? 0) : 0;
    const free = size - (pools.get(pool) ?? 0) + (own ? units : 0);
    if (units <= free) continue;
    const why =
      size < units
        ? `${step.name} needs ${units} of pool ${pool}, which has ${size} in all`
        : `${step.name} needs ${units} of pool ${pool}, of which ${Math.max(0, free)} of ${size} are free`;
    blockers.push({ for: why, until: null });
  }
  return blockers;
};

const ownLive = (step: Step, at: number): boolean =>
  step.lease !== null && step.lease.expiresAt > at;
