import type { Actor } from "../../../src/core/actor.ts";
import type { AgentFacts } from "../../../src/core/command/agent-facts.ts";
import type { Command, Intent } from "../../../src/core/command/command.ts";
import { decide } from "../../../src/core/decide/decide.ts";
import type { Decision } from "../../../src/core/decide/decision.ts";
import type { StreamEvent } from "../../../src/core/event/stream-event.ts";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import { lineTo } from "../../../src/core/history.ts";
import type { Person } from "../../../src/core/person.ts";
import type { Facts } from "../../../src/core/port/facts.ts";
import type { OutboxMessage, RowChange } from "../../../src/core/project/row.ts";
import type { Refusal } from "../../../src/core/refusal.ts";
import { initialState, type StreamState } from "../../../src/core/state/stream-state.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";
import { ajvRules } from "./ajv-rules.ts";
import { applyRows, type Tables } from "./tables.ts";

/** 2026-01-01T00:00:00Z. */
export const start = Date.UTC(2026, 0, 1);

/** One stream under a clock, ids and chance of its own: the core with nothing around it. */
export interface World {
  readonly stream: string;
  state: StreamState;
  readonly events: StreamEvent[];
  /** Row changes of each event's decision, in order. */
  readonly rows: RowChange[];
  readonly tables: Tables;
  readonly messages: OutboxMessage[];
  /** Epoch ms. */
  at: number;
  random: number;
  agents: readonly AgentFacts[];
  people: readonly Person[];
  facts: Facts;
  actor: Actor;
  nextId: number;
}

/** Something that is done in a world: a command, or a change around it. */
export type Move = (world: World) => Intent | null;

const noFacts: Facts = {
  loads: new Map(),
  records: new Map(),
  held: [],
  pools: new Map(),
  active: 0,
  asked: new Map(),
  kept: 0,
};

/** An agent nothing special is known of. */
export const agent = (name: string, more: Partial<AgentFacts> = {}): AgentFacts => ({
  name,
  version: "1.0.0",
  phase: "BUILD",
  timeoutSeconds: null,
  maxRetries: null,
  maxParallel: null,
  ...more,
});

/** The people of the tests. */
const usualAgents: readonly AgentFacts[] = [
  agent("ana", { phase: "PLAN" }),
  agent("ben"),
  agent("cleo", { phase: "TEST", version: "2.1.0" }),
  agent("planner", { phase: "PLAN" }),
];

/** An empty world around one stream. */
export const newWorld = (stream = "orch_test", rest: Partial<World> = {}): World => ({
  stream,
  state: initialState(stream),
  events: [],
  rows: [],
  tables: new Map(),
  messages: [],
  at: start,
  random: 0.5,
  agents: usualAgents,
  people: [],
  facts: noFacts,
  actor: { kind: "agent", name: "ana" },
  nextId: 1,
  ...rest,
});

/** A UUID that says which it is. */
const idNumber = (n: number): string =>
  `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** The command an intent becomes in this world. */
export const commandFor = (world: World, intent: Intent): Command => ({
  intent,
  at: world.at,
  timestamp: new Date(world.at).toISOString(),
  actor: world.actor,
  ids: Array.from({ length: 200 }, (_, i) => idNumber(world.nextId + i)),
  random: world.random,
  agents: world.agents,
  people: world.people,
  facts: world.facts,
});

/** Decides, and lets what was decided happen. */
export const perform = (world: World, intent: Intent): Decision | Refusal => {
  const decision = decide(world.state, commandFor(world, intent), {
    ...ajvRules,
    past: (version) => stateAt(world, version),
  });
  if (decision.type === "refused") return decision;
  world.nextId += 200;
  for (const event of decision.events) {
    world.events.push({ ...event, stream: world.stream, version: world.events.length + 1 });
  }
  world.rows.push(...decision.rows);
  applyRows(world.tables, decision.rows);
  world.messages.push(...decision.messages);
  world.state = decision.after;
  return decision;
};

/** The state as a workflow's. */
export const workflow = (world: World): WorkflowState => {
  if (world.state.kind !== "workflow") throw new Error("not a workflow");
  return world.state;
};

/** The events on the line that leads to `version`. */
export const lineUpTo = (events: readonly StreamEvent[], version: number): StreamEvent[] => {
  const rewinds = events.flatMap((event) =>
    event.data.type === "rewound"
      ? [{ version: event.version, toVersion: event.data.toVersion }]
      : [],
  );
  const onLine = lineTo(rewinds, version);
  return events.filter((event) => onLine(event.version));
};

/** The state after event `version`, folded from the beginning. */
export const stateAt = (world: World, version: number): WorkflowState => {
  const state = lineUpTo(world.events, version).reduce<StreamState>(
    evolve,
    initialState(world.stream),
  );
  if (state.kind !== "workflow") throw new Error("not a workflow");
  return state;
};
