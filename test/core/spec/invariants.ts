import { isUndoing } from "../../../src/core/compensation/is-undoing.ts";
import { childUndoneBy, undoingChildren } from "../../../src/core/compensation/undoing-children.ts";
import { evolve } from "../../../src/core/evolve/evolve.ts";
import { history } from "../../../src/core/history.ts";
import { planNode } from "../../../src/core/plan/plan-scope.ts";
import type { Sla, SlaStatus } from "../../../src/core/plan/sla.ts";
import { project } from "../../../src/core/project/project.ts";
import { handoffRow, workflowRow } from "../../../src/core/project/project-row.ts";
import {
  flowTimer,
  overdueTimer,
  reminderTimer,
  retryTimer,
  slaTimer,
  stageTimer,
  timeoutTimer,
  waitTimer,
  wallTimer,
} from "../../../src/core/project/project-timers.ts";
import type { RowChange } from "../../../src/core/project/row.ts";
import { type Approval, approvers } from "../../../src/core/state/approval.ts";
import { isFinalStep, isFinalWorkflow } from "../../../src/core/state/status.ts";
import { initialState, type StreamState } from "../../../src/core/state/stream-state.ts";
import type { WorkflowState } from "../../../src/core/state/workflow-state.ts";
import { checkBudget, checkSpend } from "./budget-invariants.ts";
import { checkFlow, checkFlowLine } from "./flow-invariants.ts";
import { plain } from "./plain.ts";
import { checkUndoing } from "./undo-invariants.ts";
import { lineUpTo, type World } from "./world.ts";

const claimThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

/** Throws unless everything is true that must always be true of a world. */
export const checkWorld = (world: World): void => {
  const { events, state } = world;
  const folded = history(events).reduce<StreamState>(evolve, initialState(world.stream));
  claimThat(text(plain(folded)) === text(plain(state)), "the fold of the history is the state");
  claimThat(
    events.every((event, i) => event.version === i + 1),
    "versions are contiguous",
  );
  claimThat(state.version === events.length, "the state has the version of its last event");
  claimThat(text(reprojected(world)) === text(world.rows), "rows derived again are the same rows");
  if (state.kind === "workflow" && state.version > 0) {
    checkFloors(world);
    checkSpend(world, state);
    checkTables(world, state);
    checkExecutions(world, state);
    checkWorkflow(state);
    checkFlowLine(lineUpTo(events, events.length));
    checkUndoing(lineUpTo(events, events.length));
  }
};

const text = (value: unknown): string => JSON.stringify(value);

const reprojected = ({ events, stream }: World): readonly RowChange[] => {
  const rows: RowChange[] = [];
  let state = initialState(stream);
  for (const event of events) {
    const base =
      event.data.type === "rewound"
        ? lineUpTo(events, event.data.toVersion).reduce<StreamState>(evolve, initialState(stream))
        : state;
    const after = evolve(base, event);
    rows.push(...project(state, after, event));
    state = after;
  }
  return rows;
};

/** What a rewind must never lower. */
const checkFloors = ({ events, state }: World): void => {
  let fence = 0;
  const tokens = new Set<string>();
  const versions = new Map<string, number>();
  for (const { data } of events) {
    if (data.type === "attempt_started") {
      claimThat(data.lease.fence > fence, "fencing tokens rise");
      claimThat(!tokens.has(data.lease.token), "no token is given out twice");
      fence = data.lease.fence;
      tokens.add(data.lease.token);
    }
    if (data.type === "workflow_memory_set") {
      claimThat(data.version > (versions.get(data.key) ?? 0), "memory versions rise");
      versions.set(data.key, data.version);
    }
  }
  claimThat(state.kind === "workflow" && state.fence === fence, "the last fence is remembered");
};

/** Whatever was begun is at work or has become an execution, over all rewinds. */
const checkExecutions = ({ tables, events }: World, state: WorkflowState): void => {
  if (state.forkedFrom !== null) return;
  const begun = events.filter(({ data }) => data.type === "attempt_started").length;
  const active = [...state.steps.values()].filter((step) => step.status === "active").length;
  const ended = [...tables.keys()].filter((key) => key.startsWith("execution ")).length;
  claimThat(begun === active + ended, "every ended attempt is an execution");
};

const checkTables = ({ tables, stream }: World, state: WorkflowState): void => {
  claimThat(
    text(tables.get(`workflow ${stream}`)) === text(workflowRow(state)),
    "the workflow's row is the state's",
  );
  const timers = new Set([...tables.keys()].filter((key) => key.startsWith(`timer ${stream} `)));
  for (const step of state.steps.values()) {
    const row = tables.get(`handoff ${step.handoffId}`);
    claimThat(text(row) === text(handoffRow(state, step)), "each step's row is the step's");
    const due = [
      ...(step.dueAt === null ? [] : [retryTimer(step.name)]),
      ...(step.lease?.deadline == null ? [] : [timeoutTimer(step.name)]),
    ];
    for (const timer of due) {
      claimThat(timers.delete(`timer ${stream} ${timer}`), `there is a timer ${timer}`);
    }
  }
  for (const timer of [...flowTimers(state), ...taskTimers(state), ...slaTimers(state)]) {
    claimThat(timers.delete(`timer ${stream} ${timer}`), `there is a timer ${timer}`);
  }
  claimThat(timers.size === 0, `no timer is left over: ${[...timers].join(", ")}`);
};

const flowTimers = ({ flow, spend }: WorkflowState): readonly string[] => {
  if (flow === null) return [];
  const waits = [...flow.nodes.values()].filter((node) => node.dueAt !== null);
  const timed = [...flow.nodes.values()].filter((node) => node.deadline !== null);
  return [
    ...(flow.deadline === null ? [] : [flowTimer]),
    ...(spend.wall?.deadline == null ? [] : [wallTimer]),
    ...waits.map(({ key }) => waitTimer(key)),
    ...timed.map(({ key }) => stageTimer(key)),
  ];
};

const taskTimers = ({ tasks }: WorkflowState): readonly string[] =>
  [...tasks.values()].flatMap(({ id, status, approval }) =>
    status !== "open" || approval === undefined
      ? []
      : [
          ...(approval.escalateAt === null ? [] : [overdueTimer(id)]),
          ...(approval.remindAt === null ? [] : [reminderTimer(id)]),
        ],
  );

/** Whatever is open and has more to tell than was told. */
const slaTimers = ({ flow, status }: WorkflowState): readonly string[] => {
  if (flow === null || isFinalWorkflow(status)) return [];
  const tells = (sla: Sla | undefined, told: SlaStatus): boolean =>
    sla !== undefined &&
    ((told === null && sla.warnSeconds !== null) ||
      (told !== "breached" && sla.breachSeconds !== null));
  const nodes = [...flow.nodes.values()].filter(
    (node) =>
      !isFinalStep(node.status) &&
      node.startedAt !== null &&
      tells(planNode(flow, node.key).sla, node.sla),
  );
  return [
    ...(tells(flow.plan.sla, flow.sla) ? [slaTimer(null)] : []),
    ...nodes.map(({ key }) => slaTimer(key)),
  ];
};

/** What must hold of every workflow between commands. */
export const checkWorkflow = (state: WorkflowState): void => {
  const steps = [...state.steps.values()];
  for (const [status, count] of Object.entries(state.counts)) {
    claimThat(count === steps.filter((step) => step.status === status).length, `count ${status}`);
  }
  for (const [status, listed] of [
    ["ready", state.readySteps],
    ["active", state.activeSteps],
  ] as const) {
    const names = steps.filter((step) => step.status === status).map(({ name }) => name);
    claimThat(text([...listed.keys()].sort()) === text(names.sort()), `list of ${status} steps`);
  }
  for (const step of steps) {
    const open = step.needs.filter(
      (need) => !isFinalStep(state.steps.get(need)?.status ?? "pending"),
    );
    const { name } = step;
    if (!isFinalStep(step.status)) claimThat(step.unmet === open.length, `unmet of ${name}`);
    if (step.status === "pending") claimThat(step.unmet > 0, `${name} is pending for a reason`);
    for (const need of step.needs) {
      claimThat(state.dependents.get(need)?.includes(name) ?? false, `${need} knows ${name}`);
    }
    claimThat((step.lease !== null) === (step.status === "active"), `${name}: active is leased`);
    claimThat(step.dueAt === null || step.status === "waiting", `${name}: due while waiting`);
    claimThat(state.stepOf.get(step.handoffId) === name, `${name} is found by its handoff`);
    if (step.status === "waiting" && step.dueAt === null) {
      const asked = [...state.tasks.values()].some(
        (task) => task.step === name && task.status === "open",
      );
      const undone = childUndoneBy(state, name) !== null;
      claimThat(asked || undone, `${name} waits for somebody who was asked`);
    }
    if (step.lease !== null) {
      const { deadline, leftMs } = step.lease;
      const still = state.status === "paused";
      claimThat(still ? deadline === null : leftMs === null, `${name}: the clock of the timeout`);
    }
    const live = step.attempts.filter((attempt) => attempt.end === null);
    claimThat(live.length === (step.status === "active" ? 1 : 0), `${name}: one attempt at a time`);
  }
  const open = [...state.tasks.values()].filter((task) => task.status === "open");
  claimThat(state.openTasks === open.length, "open tasks are counted");
  for (const task of open) {
    if (task.kind === "limit") {
      claimThat(holdsStill.has(state.status), "a limit that was reached stops everything");
      continue;
    }
    if (task.approval !== undefined) {
      checkApproval(state, task.approval);
      continue;
    }
    const node = state.flow?.nodes.get(task.step ?? "");
    if (node !== undefined && task.kind === "halt") {
      const over = isFinalStep(node.status);
      claimThat(node.halted || over || state.steps.has(node.key), `${node.key} is halted`);
      if (node.halted || over) continue;
    }
    const status = state.steps.get(task.step ?? "")?.status;
    const expected = task.kind === "loop_limit" ? "completed" : "waiting";
    // A plan may go on past a step while a human is asked whether everything may.
    const left = status === "cancelled" && (task.kind === "halt" || task.kind === "quota");
    claimThat(status === expected || left, `${task.kind} about a step that is ${expected}`);
  }
  checkFlow(state);
  checkBudget(state);
  checkNotStuck(state, open.length);
};

const holdsStill: ReadonlySet<string> = new Set(["paused", "halted"]);
/** What must hold of an approval that is open. */
const checkApproval = ({ flow }: WorkflowState, approval: Approval): void => {
  const { node, votes, quorum } = approval;
  claimThat(flow?.nodes.get(node)?.status === "active", `${node} is asked while it is active`);
  const names = approvers(approval);
  claimThat(votes.length === names.length, "a rejection ends it");
  claimThat(new Set(names).size === names.length, "everybody counts once");
  claimThat(names.length < quorum, "a quorum ends it");
  claimThat(
    votes.every(({ by }) => by.kind === "human"),
    "no agent decides",
  );
};

const checkNotStuck = (state: WorkflowState, asked: number): void => {
  const { status, counts, reason } = state;
  const due = [...state.steps.values(), ...(state.flow?.nodes.values() ?? [])].some(
    (each) => each.dueAt !== null,
  );
  const unfinished = counts.pending + counts.ready + counts.active + counts.waiting;
  if (status === "running") claimThat(counts.ready + counts.active > 0, "running means work");
  const awaited = [...(state.flow?.nodes.values() ?? [])].some((each) => each.awaits.length > 0);
  if (status === "waiting") {
    const children = (state.flow?.children ?? 0) > 0;
    claimThat(
      asked > 0 || due || awaited || children,
      "waiting means asked, due, waiting for a signal, or others at work",
    );
    claimThat(asked > 0 === (reason === "a human is asked"), "waiting says for what");
  }
  claimThat(status !== "compensating" || isUndoing(state), "compensating means undoing");
  if (status === "compensating") {
    const others = undoingChildren(state).size > 0;
    claimThat(
      counts.ready + counts.active > 0 || asked > 0 || due || others,
      "compensating means work",
    );
  }
  if (status === "paused" || status === "halted") claimThat(reason !== "", `${status} says why`);
  if (status === "halted") {
    claimThat(counts.active === 0, "nothing runs while halted");
    const halts = [...state.tasks.values()].filter((task) => task.kind === "halt");
    claimThat(
      halts.some((task) => task.status === "open"),
      "halted waits for a decision",
    );
  }
  if (isFinalWorkflow(status)) {
    claimThat(!isUndoing(state), "an ended workflow has done with undoing");
    claimThat(unfinished === 0, "an ended workflow has no open steps");
    claimThat(asked === 0, "an ended workflow asks nothing");
  }
  claimThat(status !== "pending", "a workflow that exists has begun");
};
