import type { JsonObject } from "../../core/json.ts";
import { type Approval, approvers } from "../../core/state/approval.ts";
import type { HumanTask } from "../../core/state/human-task.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { fieldText } from "../../core/task-text.ts";
import { type Answer, answer } from "../answer.ts";
import { workflowState } from "../find-by-id.ts";
import { standingOf } from "../human-task.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { nextCursor, type PageInput, pageOf, slicePage } from "./page.ts";

/** What humans are asked, oldest first: of one workflow (with what was decided), or what is open in the project. */
export const tasksView = async (
  ports: Ports,
  state: WorkflowState | null,
  input: PageInput,
): Promise<Answer> => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const all =
    state === null
      ? await openTasks(ports, page.offset + page.limit + 1)
      : [...state.tasks.values()].map((task) => taskView(ports, state.id, task));
  const open = all.filter((task) => task.status === "open");
  return answer({
    ...(state === null ? {} : { workflow_id: state.id }),
    tasks: slicePage(all, page),
    ...nextCursor(page, all.length > page.offset + page.limit),
    next:
      open.length === 0
        ? "Nothing is asked of a human."
        : `Call decide_task with task_id ${String(open[0]?.task_id)}: the human is asked in the client. Or tell the user to run: baton answer ${String(open[0]?.task_id)}`,
  });
};

const openTasks = async (ports: Ports, limit: number): Promise<readonly JsonObject[]> => {
  const rows = await ports.store.openTasks({ limit });
  return Promise.all(
    rows.map(async (row) => {
      const state = await workflowState(ports, row.workflow);
      const task = state.tasks.get(row.task);
      return task === undefined
        ? { task_id: row.task, title: row.title }
        : taskView(ports, row.workflow, task);
    }),
  );
};

const taskView = (ports: Ports, workflow: string, task: HumanTask): JsonObject => ({
  task_id: task.id,
  workflow_id: workflow,
  kind: task.kind,
  ...(task.step === null ? {} : { step: task.step }),
  title: task.title,
  ...(task.body === "" ? {} : { body: task.body }),
  ...(task.questions.length === 0 ? {} : { questions: task.questions }),
  ...(task.approval === undefined ? {} : approvalView(ports, task, task.approval)),
  options: task.options,
  opened_at: iso(task.openedAt),
  status: task.status,
  ...(task.outcome === null
    ? {}
    : { decision: task.outcome.decision, by: task.outcome.by.name, how: task.outcome.channel }),
});

const approvalView = (ports: Ports, task: HumanTask, approval: Approval): JsonObject => {
  const { assignees, role, quorum, dueAt, form, votes } = approval;
  return {
    stage: approval.node,
    assignees,
    ...(role === null ? {} : { role }),
    quorum,
    approved_by: approvers(approval),
    ...(dueAt === null ? {} : { due_at: iso(dueAt), overdue: dueAt <= ports.clock.now() }),
    ...(Object.keys(form).length === 0
      ? {}
      : {
          form: Object.fromEntries(
            Object.entries(form).map(([name, field]) => [name, fieldText(field)]),
          ),
        }),
    ...(task.status === "open" ? { standing: standingOf(ports, task) } : {}),
    votes: votes.map(({ decision, by, channel, comment, at }) => ({
      decision,
      by: by.name,
      how: channel,
      at: iso(at),
      ...(comment === null ? {} : { comment }),
    })),
  };
};
