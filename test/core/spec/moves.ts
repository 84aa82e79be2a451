import type { Actor } from "../../../src/core/actor.ts";
import type { AgentFacts } from "../../../src/core/command/agent-facts.ts";
import type { MemoryWrite } from "../../../src/core/command/command.ts";
import type { ArtifactFacts, Completion } from "../../../src/core/command/completion.ts";
import type { IntentOf } from "../../../src/core/command/intent-of.ts";
import type { LeaseRequest } from "../../../src/core/command/lease-request.ts";
import type {
  ContractContext,
  ExpectedOutput,
  OnFailure,
  OnSuccess,
  Priority,
} from "../../../src/core/contract.ts";
import type { Json } from "../../../src/core/json.ts";
import type { Facts } from "../../../src/core/port/facts.ts";
import type { ErrorCategory } from "../../../src/core/recovery/category.ts";
import type { TaskDecision, TaskKind } from "../../../src/core/state/human-task.ts";
import type { TokenUsage } from "../../../src/core/state/step.ts";
import { taskText } from "../../../src/core/task-text.ts";
import { dueTimers } from "./tables.ts";
import { lineUpTo, type Move, stateAt, type World, workflow } from "./world.ts";

/** What a test may say of a handoff; the rest is as simple as can be. */
export interface HandoffWishes {
  readonly step?: string | null;
  readonly to?: string;
  readonly from?: string;
  readonly needs?: readonly string[];
  readonly resources?: readonly string[];
  readonly timeout?: number;
  readonly priority?: Priority;
  readonly expects?: Partial<ExpectedOutput>;
  readonly context?: Partial<ContractContext>;
  readonly onSuccess?: OnSuccess;
  readonly onFailure?: Partial<OnFailure>;
  readonly opens?: boolean;
}

/** A handoff, to ben from the user unless said otherwise; the first one opens the workflow. */
export const handoff =
  (name: string, wishes: HandoffWishes = {}): Move =>
  (world) => ({
    type: "create_handoff",
    title: `work on ${name}`,
    opens: wishes.opens ?? world.events.length === 0,
    handoff: {
      step: wishes.step === undefined ? name : wishes.step,
      from: { name: wishes.from ?? "user", version: "1.0.0", phase: "PLAN" },
      to: { name: wishes.to ?? "ben", priority: wishes.priority ?? "p2" },
      phase: "BUILD",
      payload: {
        context: { feature_description: `build ${name}`, ...wishes.context },
        expected_output: { deliverables: [], acceptance_criteria: [], ...wishes.expects },
        on_success: wishes.onSuccess ?? { action: "complete" },
        on_failure: { retry_strategy: "retry", max_retries: 3, ...wishes.onFailure },
      },
      needs: wishes.needs ?? [],
      resources: wishes.resources ?? [],
      timeoutSeconds: wishes.timeout ?? null,
      backoff: null,
    },
  });

/** Somebody takes the step under a lease of 1,800 s. */
export const claim =
  (step: string, wishes: Partial<LeaseRequest> = {}): Move =>
  () => ({
    type: "claim",
    step,
    request: {
      seconds: 1800,
      secret: "s3cret",
      holder: null,
      session: null,
      use: null,
      named: false,
      takeOver: false,
      goneFence: null,
      limits: null,
      learnings: [],
      usualTokens: null,
      ...wishes,
    },
  });

/** The token of the step's lease, or one that never was. */
const tokenOf = (world: World, step: string): string =>
  workflow(world).steps.get(step)?.lease?.token ?? "0-none";

/** The fence of the step's lease. */
export const fenceOf = (world: World, step: string): number =>
  workflow(world).steps.get(step)?.lease?.fence ?? 0;

/** A file that exists. */
export const file = (path: string, more: Partial<ArtifactFacts> = {}): ArtifactFacts => ({
  type: "code",
  path,
  description: "",
  deliverable: null,
  exists: true,
  sha256: "ab".repeat(32),
  bytes: 10,
  root: "/repo",
  ...more,
});

/** The holder of the step says that it is done. */
export const complete =
  (step: string, wishes: Partial<Completion> = {}): Move =>
  (world) => ({
    type: "complete",
    step,
    completion: {
      token: tokenOf(world, step),
      summary: `${step} is done`,
      outputs: null,
      storedOutputs: null,
      artifacts: [],
      criteria: [],
      checks: [],
      decisions: [],
      learnings: [],
      tokensUsed: null,
      git: null,
      amendment: null,
      ...wishes,
    },
  });

/** What a test may say of a failure. */
export interface FailureWishes {
  readonly category?: ErrorCategory;
  readonly token?: string;
  readonly where?: string;
  readonly suggestion?: string;
  readonly tokensUsed?: number;
}

/** The holder of the step reports a failure. */
export const fail =
  (step: string, message: string, wishes: FailureWishes = {}): Move =>
  (world) => ({
    type: "fail",
    step,
    token: wishes.token ?? tokenOf(world, step),
    summary: `could not do ${step}`,
    error: {
      category: wishes.category ?? null,
      message,
      step: wishes.where ?? null,
      suggestion: wishes.suggestion ?? null,
    },
    tokensUsed: wishes.tokensUsed ?? null,
  });

/** What the client's transcript says the claim of a tool use consumed. */
export const measure =
  (step: string, use: string, usage: Partial<TokenUsage> = {}): Move =>
  () => ({
    type: "measure_usage",
    step,
    use,
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0, ...usage },
  });

/** The holder of the step lacks answers. */
export const ask =
  (step: string, questions: readonly string[], token?: string): Move =>
  (world) => ({
    type: "ask",
    step,
    token: token ?? tokenOf(world, step),
    summary: "something is unclear",
    questions,
  });

/** Eve, at her terminal. */
const eve: Actor = { kind: "human", name: "eve" };

/** The open task of that kind, or the last one there was. */
const taskId = (world: World, kind: TaskKind): string => {
  const tasks = [...workflow(world).tasks.values()].filter((task) => task.kind === kind);
  return (tasks.find((task) => task.status === "open") ?? tasks.at(-1))?.id ?? "task_none";
};

/** Eve decides the open task of that kind. */
export const decides =
  (kind: TaskKind, decision: TaskDecision, wishes: DecisionWishes = {}) =>
  (world: World): IntentOf<"decide_task"> =>
    decidesTask(world, wishes.task ?? taskId(world, kind), decision, wishes);

/** What a test may say of a decision. */
export interface DecisionWishes {
  readonly task?: string;
  readonly comment?: string;
  readonly answers?: Readonly<Record<string, Json>>;
  readonly by?: Actor;
  readonly to?: string;
  readonly shown?: string;
}

/** Somebody decides a task after having seen it as it is. */
const decidesTask = (
  world: World,
  task: string,
  decision: TaskDecision,
  wishes: DecisionWishes = {},
): IntentOf<"decide_task"> => {
  const found = workflow(world).tasks.get(task);
  return {
    type: "decide_task",
    task,
    delegateTo: wishes.to ?? null,
    outcome: {
      decision,
      comment: wishes.comment ?? null,
      answers:
        wishes.answers ??
        (decision === "answer" && wishes.comment === undefined ? { q: "so" } : {}),
      by: wishes.by ?? eve,
      channel: "terminal",
      shown: wishes.shown ?? (found === undefined ? "" : taskText(workflow(world), found)),
      shownHash: "5e".repeat(32),
    },
  };
};

export const pause =
  (reason = "lunch"): Move =>
  () => ({ type: "pause", reason });
export const unpause =
  (reason = "back from lunch"): Move =>
  () => ({ type: "unpause", reason });
export const cancel = (): Move => () => ({ type: "stop", how: "cancel", reason: "no need" });
export const terminate = (): Move => () => ({ type: "stop", how: "terminate", reason: "at once" });
/** What was done is undone, all of it or from a step on. */
export const compensate =
  (step: string | null = null): Move =>
  () => ({ type: "compensate", step, reason: "withdrawn" });
export const retryStep =
  (step: string): Move =>
  () => ({ type: "retry_step", step, reason: "again" });
export const skipStep =
  (step: string): Move =>
  () => ({ type: "skip_step", step, reason: "not worth it" });
export const replanStep =
  (step: string): Move =>
  () => ({ type: "replan_step", step, reason: "this goes nowhere" });

/** A lease is found to have run out, or to have lost its holder. */
export const lapse =
  (step: string, wishes: { readonly orphaned?: boolean; readonly fence?: number } = {}): Move =>
  (world) => ({
    type: "lapse",
    step,
    fence: wishes.fence ?? fenceOf(world, step),
    orphaned: wishes.orphaned ?? false,
  });
export const reroute =
  (step: string, to: string): Move =>
  () => ({ type: "reroute", step, agent: to, reason: "the circuit is open" });
export const renew =
  (step: string, seconds: number, token?: string): Move =>
  (world) => ({ type: "renew", step, token: token ?? tokenOf(world, step), seconds });
export const keepAlive =
  (step: string, fence?: number): Move =>
  (world) => ({ type: "keep_alive", step, fence: fence ?? fenceOf(world, step) });

/** A value is written to the workflow's memory. */
export const remember =
  (key: string, value: Json, wishes: Partial<MemoryWrite> = {}): Move =>
  () => ({ type: "write_workflow_memory", key, write: write(value, wishes) });

/** A value for a key of memory. */
export const write = (value: Json, wishes: Partial<MemoryWrite> = {}): MemoryWrite => ({
  value: { kind: "inline", value },
  by: "ben",
  tags: [],
  expiresAt: null,
  expectedVersion: null,
  ...wishes,
});
export const checkpoint =
  (name: string): Move =>
  () => ({
    type: "checkpoint",
    name,
    note: "worth coming back to",
    git: { head: "abc123", branch: "main", dirty: false },
  });
export const addArtifact =
  (path: string, exists = true): Move =>
  () => ({ type: "add_artifact", agent: "ben", artifact: file(path, { exists }) });

/** The version of the event that took a checkpoint of that name, abandoned ones included; the last one counts. */
const versionOfCheckpoint = (world: World, name: string): number => {
  const found = world.events.findLast(
    ({ data }) => data.type === "checkpoint_created" && data.name === name,
  );
  if (found === undefined) throw new Error(`no checkpoint ${name}`);
  return found.version;
};

/** Back to a checkpoint. */
export const rewindTo =
  (name: string, force = false): Move =>
  (world) => ({
    type: "rewind",
    base: stateAt(world, versionOfCheckpoint(world, name)),
    checkpoint: name,
    force,
    reason: "a wrong turn",
  });
/** Back to a checkpoint, once what was done since is undone. */
export const returnTo =
  (name: string, force = false): Move =>
  (world) => ({
    type: "return_undone",
    base: stateAt(world, versionOfCheckpoint(world, name)),
    checkpoint: name,
    force,
    reason: `to checkpoint ${name}`,
  });
export const noteFork =
  (to: string, version: number): Move =>
  () => ({ type: "note_fork", workflow: to, version });

/** All that is due is done. */
export const fireDue = (): Move => (world) => ({
  type: "fire_due",
  timers: dueTimers(world.tables, world.at),
});
export const fire =
  (...timers: readonly string[]): Move =>
  () => ({ type: "fire_due", timers });

/** Time passes. */
export const later =
  (ms: number): Move =>
  (world) => {
    world.at += ms;
    return null;
  };

/** The outside world looks like this from now on. */
export const facts =
  (change: Partial<Facts>): Move =>
  (world) => {
    world.facts = { ...world.facts, ...change };
    return null;
  };

/** These are the agents from now on. */
export const agents =
  (...known: readonly AgentFacts[]): Move =>
  (world) => {
    world.agents = known;
    return null;
  };

/** A new world that goes on from a checkpoint of another one. */
export const forkOf =
  (source: World, name: string): Move =>
  () => {
    const version = versionOfCheckpoint(source, name);
    const events = lineUpTo(source.events, version);
    return { type: "fork", from: source.stream, version, checkpoint: name, events };
  };
