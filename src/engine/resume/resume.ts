import { guardForkable } from "../../core/decide/compensate/guard-undone.ts";
import { guardAnswered } from "../../core/decide/guard-answered.ts";
import type { JsonObject } from "../../core/json.ts";
import type { HandoffRow } from "../../core/project/row.ts";
import { refuse } from "../../core/refusal.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { type Answer, answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { doDue } from "../due/do-due.ts";
import { reclaim } from "../due/reclaim.ts";
import { helpersOf, parentsAmong } from "../family.ts";
import { findWorkflow, workflowState } from "../find-by-id.ts";
import { iso } from "../iso.ts";
import { nextHint } from "../next-hint.ts";
import type { Caller, Ports } from "../ports.ts";
import { progressOf, readyEntries } from "../ready-entries.ts";
import { replayOf } from "../replay-of.ts";
import { compensationView, shownReturn } from "../show-compensation.ts";
import { driftedArtifacts } from "./drift.ts";
import { effectsAfter } from "./effects-after.ts";
import { findPoint } from "./find-point.ts";
import { forkWorkflow } from "./fork-workflow.ts";
import { rewindWorkflow } from "./rewind-workflow.ts";
import { verifyLine } from "./verify-line.ts";
import { whereWeAre } from "./where-we-are.ts";

/** Arguments of resume. */
export interface ResumeInput {
  readonly workflow_id?: string | undefined;
  readonly checkpoint_id?: string | undefined;
  readonly rewind?: boolean | undefined;
  readonly fork?: boolean | undefined;
  readonly compensate?: boolean | undefined;
  readonly force?: boolean | undefined;
}

/** Takes work up again: tells where it stands, and returns to a checkpoint when asked to. */
export const resume = async (ports: Ports, input: ResumeInput, caller: Caller): Promise<Answer> => {
  const now = await resumeNow(ports, input, caller);
  if (now.type === "content" || now.code === "idempotency_mismatch") return now;
  // The checkpoint may have been rewound away since the call was made first.
  const before = await replayOf(ports, caller);
  if (before?.type !== "content") return before ?? now;
  const state = await workflowState(ports, String(before.content.workflow_id));
  return answer({ ...(await account(ports, state, [])), ...replayedOf(before.content) });
};

const resumeNow = async (ports: Ports, input: ResumeInput, caller: Caller): Promise<Answer> => {
  if (input.checkpoint_id !== undefined) return fromCheckpoint(ports, input, caller);
  if (input.rewind === true || input.fork === true) {
    return refuse(
      "invalid_input",
      "rewind and fork need checkpoint_id.",
      "status with view checkpoints lists the checkpoints of a workflow.",
    );
  }
  if (input.workflow_id !== undefined) {
    const row = await findWorkflow(ports, input.workflow_id);
    return "code" in row ? row : takeUp(ports, row.workflow);
  }
  const open = await ports.store.workflows({ open: true, limit: 11, offset: 0 });
  const [only] = open;
  if (only === undefined) {
    return refuse("not_found", "No workflow is unfinished.", "Create work with create_handoff.");
  }
  const parents = await parentsAmong(ports, open);
  const [root, ...more] = open.filter(({ workflow }) => !parents.has(workflow));
  return root !== undefined && more.length === 0
    ? takeUp(ports, root.workflow)
    : candidates(open.slice(0, 10));
};

const takeUp = async (ports: Ports, workflow: string): Promise<Answer> => {
  await doDue(ports, workflow);
  const fault = await verifyLine(ports, workflow, null);
  if (fault !== null) return fault;
  const freed = [...(await reclaim(ports, workflow))];
  for (const { id } of await helpersOf(ports, await workflowState(ports, workflow))) {
    freed.push(...(await reclaim(ports, id)));
  }
  return answer(await account(ports, await workflowState(ports, workflow), freed));
};

const fromCheckpoint = async (
  ports: Ports,
  input: ResumeInput,
  caller: Caller,
): Promise<Answer> => {
  const point = await findPoint(ports, input.checkpoint_id ?? "");
  if ("code" in point) return point;
  if (input.workflow_id !== undefined && !point.workflow.startsWith(input.workflow_id)) {
    return refuse(
      "conflict",
      `${point.checkpoint} belongs to ${point.workflow}.`,
      "Leave workflow_id out.",
    );
  }
  if (input.compensate === true && input.rewind !== true) {
    return refuse(
      "invalid_input",
      "compensate goes with rewind: what was done since the checkpoint is undone before the return.",
      "Give rewind: true with it. control_workflow compensate undoes work without a return.",
    );
  }
  if (input.rewind === true && input.fork === true) {
    return refuse(
      "invalid_input",
      "rewind and fork exclude each other.",
      "rewind changes the workflow; fork leaves it and starts another.",
    );
  }
  await doDue(ports, point.workflow);
  const fault = await verifyLine(ports, point.workflow, point.version);
  if (fault !== null) return fault;
  const effects = await effectsAfter(ports, point.workflow, point.version);
  if (input.fork === true) {
    const now = await workflowState(ports, point.workflow);
    const base = asWorkflow(await ports.store.stateAt(point.workflow, point.version));
    const refused = guardAnswered(now) ?? guardForkable(now, base);
    if (refused !== null) return refused;
    const forked = await forkWorkflow(ports, point, caller);
    if (forked.type === "refused") return forked;
    const id = String(forked.content.workflow_id);
    return answer({
      ...(await account(ports, await workflowState(ports, id), [])),
      forked_from: point.workflow,
      effects_after_checkpoint: effects,
      ...replayedOf(forked.content),
    });
  }
  if (input.rewind === true) {
    const done = await rewindWorkflow(
      ports,
      point,
      { force: input.force ?? false, compensate: input.compensate ?? false },
      caller,
    );
    if (done.type === "refused") return done;
    const state = await workflowState(ports, point.workflow);
    return answer({
      ...(await account(ports, state, [])),
      effects_after_checkpoint: effects,
      ...replayedOf(done.content),
    });
  }
  const then = asWorkflow(await ports.store.stateAt(point.workflow, point.version));
  const now = await workflowState(ports, point.workflow);
  const since = await shownReturn(ports, point, now, then);
  const undoable =
    since.type === "refused" || since.undo.length === 0
      ? {}
      : { compensate: { undo: since.undo, stays: since.stays } };
  return answer({
    workflow_id: point.workflow,
    checkpoint_id: point.checkpoint,
    preview: true,
    status: then.status,
    progress: progressOf(then),
    where_we_are: whereWeAre(ports, then),
    steps_lost: [...now.steps.values()]
      .filter(
        (step) => step.status === "completed" && then.steps.get(step.name)?.status !== "completed",
      )
      .map((step) => step.name),
    drifted_artifacts: await driftedArtifacts(ports, then),
    effects_after_checkpoint: effects,
    ...undoable,
    next: `Nothing was changed. resume with checkpoint_id ${point.checkpoint} and rewind: true returns to it${"compensate" in undoable ? ", with compensate: true once what is listed there was undone" : ""}; fork: true goes on from it in a new workflow.`,
  });
};

const replayedOf = ({ replayed }: JsonObject): JsonObject =>
  replayed === undefined ? {} : { replayed };

/** What somebody who takes over has to know. */
const account = async (
  ports: Ports,
  state: WorkflowState,
  freed: readonly HandoffRow[],
): Promise<JsonObject> => {
  const helpers = await helpersOf(ports, state);
  return {
    workflow_id: state.id,
    status: state.status,
    progress: progressOf(state),
    where_we_are: whereWeAre(ports, state, helpers),
    ...compensationView(state),
    ready: readyEntries(ports, state, helpers),
    active: [...state.steps.values()]
      .filter((step) => step.status === "active")
      .slice(0, 10)
      .map((step) => ({ handoff_id: step.handoffId, agent: step.agent, step: step.name })),
    reclaimed: freed.map((row) => ({ handoff_id: row.handoff, agent: row.agent, step: row.step })),
    drifted_artifacts: await driftedArtifacts(ports, state),
    next: nextHint(ports, state, helpers),
  };
};

const candidates = (
  rows: readonly {
    readonly workflow: string;
    readonly title: string;
    readonly status: string;
    readonly updatedAt: number;
    readonly done: number;
    readonly total: number;
  }[],
): Answer =>
  answer({
    candidates: rows.map((row) => ({
      workflow_id: row.workflow,
      title: row.title,
      status: row.status,
      progress: { completed: row.done, total: row.total },
      updated_at: iso(row.updatedAt),
    })),
    next: "Several are unfinished and nothing was changed: call resume with one of these workflow_ids.",
  });
