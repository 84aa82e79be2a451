import type { AgentFacts } from "../core/command/agent-facts.ts";
import type { Command, Intent } from "../core/command/command.ts";
import { decide } from "../core/decide/decide.ts";
import type { JsonObject } from "../core/json.ts";
import { noFacts } from "../core/port/facts.ts";
import type { Blob, Outcome, Unit } from "../core/port/unit.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Rules } from "../core/rules.ts";
import type { StreamState } from "../core/state/stream-state.ts";
import type { WorkflowState } from "../core/state/workflow-state.ts";
import { factsOf } from "./agent-directory.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import { gathering, NotGathered } from "./not-gathered.ts";
import type { Caller, Ports } from "./ports.ts";
import { readableTimes } from "./readable-times.ts";
import { judgement } from "./rules.ts";

/** One command for one stream, with what its decision needs. */
export interface CommandRequest {
  readonly stream: string;
  readonly intent: Intent;
  readonly caller: Caller;
  /** How many fresh ids the decision may take. */
  readonly ids: number;
  /** A function is called once the decision asks for agents, if it does: their files take time to read. */
  readonly agents?: readonly AgentFacts[] | (() => readonly AgentFacts[]);
  /** Agents whose load and record the decision depends on. */
  readonly watch?: readonly string[];
  readonly resources?: boolean;
  /** Weighs the brief of a claim. */
  readonly weigh?: Rules["weigh"];
  /** Whether the decision depends on what is in use of pools and of the capacity. */
  readonly usage?: boolean;
  readonly blobs?: readonly Blob[];
  /** Deletes this outbox row with the commit. */
  readonly delivers?: number;
  /** What the caller is told when the command succeeds; runs inside the transaction. */
  content(after: StreamState, before: StreamState): JsonObject;
}

/** How a command ended, and the streams it has sent messages to. */
export interface Committed {
  readonly answer: Answer;
  readonly sentTo: readonly string[];
}

/** Runs one command through the store: all of it is committed, or nothing is. */
export const commitCommand = async (ports: Ports, request: CommandRequest): Promise<Committed> => {
  const { clock, store } = ports;
  let sentTo: readonly string[] = [];
  const at = clock.now();
  const ids = Array.from({ length: request.ids }, () => clock.newId());
  const random = clock.random();
  const known = await store.state(request.stream);
  const { rules: usual, planned, people } = await judgement(ports, known, request.intent);
  const rules: Rules = {
    ...usual,
    past: pastOf(ports, request.stream),
    ...(request.weigh === undefined ? {} : { weigh: request.weigh }),
  };
  const agents = agentsFor(ports, request, planned);
  const { watch = [], resources = false, usage = false } = request;
  const signals = request.intent.type === "post_signal";
  const watched = request.watch !== undefined || resources || usage || people !== null || signals;
  const unit: Unit = {
    stream: request.stream,
    command: request.caller.command,
    facts: watched
      ? { agents: watch, resources, usage, people: people !== null, signals, now: at }
      : noFacts,
    blobs: request.blobs ?? [],
    ...(request.delivers === undefined ? {} : { delivers: request.delivers }),
    decide: (state, facts) => {
      const command: Command = {
        intent: request.intent,
        at,
        timestamp: new Date(at).toISOString(),
        actor: request.caller.actor,
        ids,
        random,
        get agents() {
          return agents();
        },
        people: people ?? [],
        facts,
      };
      const decision = decide(state, command, rules);
      if (decision.type === "refused") return readable(decision);
      const { events, rows, messages, after, refusal } = decision;
      sentTo = messages.map(({ to }) => to);
      const reply =
        refusal === null
          ? { type: "content" as const, content: request.content(after, state) }
          : readable(refusal);
      return { type: "commit", events, rows, messages, after, reply };
    },
  };
  const outcome = await gathering(() => store.transact(unit));
  return { answer: answerOf(outcome), sentTo: outcome.type === "committed" ? sentTo : [] };
};

/** The agents of the request and of the plan. */
const agentsFor = (
  ports: Ports,
  { agents = [] }: CommandRequest,
  planned: readonly string[],
): (() => readonly AgentFacts[]) => {
  const gather = (named: readonly AgentFacts[]) => [...named, ...factsOf(ports, planned)];
  let gathered = typeof agents === "function" ? null : gather(agents);
  return () => {
    if (gathered !== null) return gathered;
    throw new NotGathered("agents", () => {
      gathered = gather(typeof agents === "function" ? agents() : agents);
    });
  };
};

/** States of the stream as it was, each read once a decision asks for it. */
const pastOf = ({ store }: Ports, stream: string): Rules["past"] => {
  const read = new Map<number, WorkflowState>();
  return (version) => {
    const past = read.get(version);
    if (past !== undefined) return past;
    throw new NotGathered(`the state at ${version}`, async () => {
      read.set(version, asWorkflow(await store.stateAt(stream, version)));
    });
  };
};

/** What the caller is told of a command's outcome. */
export const answerOf = (outcome: Outcome): Answer => {
  switch (outcome.type) {
    case "committed":
      return outcome.reply;
    case "replayed":
      return outcome.reply.type === "content"
        ? { type: "content", content: { ...outcome.reply.content, replayed: true } }
        : outcome.reply;
    case "mismatch":
      return refuse(
        "idempotency_mismatch",
        "That idempotency_key was used before with other arguments.",
        "Use a new key for a new request; repeat a request with exactly the same arguments.",
      );
    case "refused":
      return outcome;
  }
};

const readable = (refusal: Refusal): Refusal => ({
  ...refusal,
  details: readableTimes(refusal.details),
});
