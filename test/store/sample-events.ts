import { noSpend } from "../../src/core/budget/spend.ts";
import type { Priority } from "../../src/core/contract.ts";
import type { EventData } from "../../src/core/event/stream-event.ts";
import type { Json } from "../../src/core/json.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Signal } from "../../src/core/state/signal-state.ts";
import type { WorkflowStatus } from "../../src/core/state/status.ts";
import { agent, beside, planOf } from "../core/flow/plan-of.ts";

export const created = (title = "a workflow"): EventData => ({ type: "workflow_created", title });

export const statusChanged = (status: WorkflowStatus): EventData => ({
  type: "workflow_status_changed",
  status,
  reason: "a test",
});

export const memorySet = (
  value: Json,
  more: { readonly tags?: readonly string[]; readonly expiresAt?: number } = {},
): EventData => ({
  type: "memory_set",
  value: { kind: "inline", value },
  by: "builder",
  tags: more.tags ?? [],
  expiresAt: more.expiresAt ?? null,
});

export const workflowMemorySet = (key: string, value: Json, version = 1): EventData => ({
  type: "workflow_memory_set",
  key,
  value: { kind: "inline", value },
  version,
  by: "builder",
  tags: [],
  expiresAt: null,
});

export const handoffCreated = (
  workflow: string,
  step: string,
  more: {
    readonly agent?: string;
    readonly priority?: Priority;
    readonly task?: string;
    readonly resources?: readonly string[];
    readonly uses?: Readonly<Record<string, number>>;
    /** True when it is the work of the plan's node of that name. */
    readonly planned?: boolean;
  } = {},
): EventData => ({
  type: "handoff_created",
  step,
  contract: {
    handoff_id: `ho_${workflow}_${step}`,
    timestamp: "2026-11-20T00:00:00.000Z",
    from_agent: { name: "user", version: "1.0.0", phase: "PLAN" },
    to_agent: { name: more.agent ?? "builder", priority: more.priority ?? "p2" },
    payload: {
      context: { feature_description: more.task ?? `what ${step} is about` },
      expected_output: { deliverables: ["a file"], acceptance_criteria: ["it works"] },
      on_success: { action: "complete" },
      on_failure: { retry_strategy: "retry", max_retries: 2 },
    },
    state: { workflow_id: workflow, current_phase: "PLAN", completed_phases: [] },
  },
  needs: [],
  unmet: 0,
  resources: more.resources ?? [],
  uses: more.uses ?? {},
  timeoutSeconds: null,
  origin: more.planned === true ? { kind: "plan", of: step } : { kind: "created", of: null },
});

/** Minutes ahead of a node, and whether it is on the longest way. */
type Ways = Readonly<Record<string, readonly [rank: number, critical: boolean]>>;

/** A plan with these nodes side by side. */
const planWith = (ways: Ways): Plan => {
  const plan = planOf(beside(...Object.keys(ways).map((name) => agent(name))));
  const nodes = plan.root.nodes.map((node) => {
    const [rank, critical] = ways[node.name] ?? [0, false];
    return { ...node, rank, critical };
  });
  return { ...plan, root: { nodes } };
};

export const planFollowed = (ways: Ways): readonly EventData[] => [
  { type: "flow_started", plan: planWith(ways), input: {}, values: {}, starter: null, price: null },
  { type: "scope_opened", scope: "", owner: null, iteration: 1, item: null },
  ...Object.keys(ways).map(
    (node): EventData => ({ type: "node_started", node, reason: "its turn has come" }),
  ),
];

export const planChanged = (ways: Ways): EventData => ({
  type: "plan_changed",
  how: "amend",
  plan: planWith(ways),
  input: {},
  values: {},
  changes: { add: [] },
  added: [],
  removed: [],
  changed: [],
  reason: "a test",
});

export const stepReady = (step: string): EventData => ({
  type: "step_ready",
  step,
  reason: "nothing is awaited",
});

export const stepFailed = (step: string): EventData => ({
  type: "step_failed",
  step,
  reason: "nobody could do it",
});

export const stepWaiting = (step: string, dueAt: number): EventData => ({
  type: "step_waiting",
  step,
  reason: "backoff",
  dueAt,
});

export const attemptStarted = (
  step: string,
  expiresAt: number,
  more: {
    readonly agent?: string;
    readonly attempt?: number;
    readonly fence?: number;
    readonly use?: string;
  } = {},
): EventData => {
  const { agent = "builder", attempt = 1, fence = 1, use = "toolu_1" } = more;
  return {
    type: "attempt_started",
    step,
    attempt,
    agent,
    lease: {
      fence,
      named: true,
      token: `${fence}.secret`,
      seconds: 1800,
      claimedAt: 1_000,
      expiresAt,
      deadline: null,
      leftMs: null,
      holder: { host: "here", pid: 1, started: "1" },
      session: "s-1",
      weight: { working: 400, learnings: 20, reserved: 420, from: "brief" },
      use,
    },
  };
};

export const attemptFailed = (step: string, attempt = 1): EventData => ({
  type: "attempt_failed",
  step,
  attempt,
  summary: "it broke",
  error: {
    category: "transient",
    message: "timeout",
    step: null,
    suggestion: null,
    inferred: true,
    fingerprint: "f",
  },
  repeats: 1,
  tokensUsed: null,
});

export const attemptCompleted = (
  step: string,
  attempt = 1,
  more: { readonly learnings?: readonly string[]; readonly tokensUsed?: number } = {},
): EventData => ({
  type: "attempt_completed",
  step,
  attempt,
  result: {
    summary: "done",
    outputs: null,
    artifacts: [],
    criteria: [],
    checks: [],
    decisions: [],
    learnings: more.learnings ?? [],
    tokensUsed: more.tokensUsed ?? null,
  },
});

export const taskOpened = (task: string, step: string | null = null): EventData => ({
  type: "task_opened",
  task: {
    id: task,
    kind: "question",
    step,
    title: `title of ${task}`,
    body: "what now?",
    questions: ["what now?"],
    options: ["answer"],
  },
});

/** An approval that these people are asked for; a reminder is due at 9,000. */
export const approvalAsked = (task: string, assignees: readonly string[]): EventData => ({
  type: "task_opened",
  task: {
    id: task,
    kind: "approval",
    step: null,
    title: `title of ${task}`,
    body: "may it go on?",
    questions: [],
    options: ["approve", "reject", "delegate"],
    approval: {
      node: "pay",
      requesters: ["builder"],
      assignees,
      role: null,
      quorum: 2,
      form: {},
      fourEyes: false,
      dueAt: null,
      remindAt: 9_000,
      reminders: 0,
      escalateAt: null,
      votes: [],
    },
  },
});

export const checkpointCreated = (id: string): EventData => ({
  type: "checkpoint_created",
  id,
  name: `name of ${id}`,
  note: null,
  automatic: false,
  git: null,
});

export const rewound = (toVersion: number): EventData => ({
  type: "rewound",
  toVersion,
  checkpoint: null,
  reason: "a test",
  fence: 7,
  memoryVersions: {},
  tokensUsed: 0,
  spend: noSpend,
  told: {},
  answered: {},
  consumed: {},
});

export const signal = (id: string, at = 1_000): Signal => ({
  id,
  name: "paid",
  address: "k:order-17",
  payload: { id },
  at,
  order: 0,
});

export const budgetCharged = (id: string, tokens: number): EventData => ({
  type: "budget_charged",
  entry: {
    id,
    pool: "plans",
    label: `label of ${id}`,
    tokens,
    tier: 1,
    measured: "stated",
    by: "builder",
  },
});
