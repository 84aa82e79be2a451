import type {
  ForeignExecution,
  ForeignLearning,
  ImportEvent,
  SessionEvent,
} from "../event/brain-event.ts";
import { excerpt } from "../excerpt.ts";
import { type RunningExecution, type SessionState, sessionOf } from "../state/brain-state.ts";
import type { ExecutionRow } from "./brain-row.ts";
import { excerptLimit } from "./project-execution.ts";
import type { RowChange } from "./row.ts";

/** What an event of a session changes in the brain's rows. */
export const projectSession = (
  before: SessionState,
  after: SessionState,
  data: SessionEvent,
  at: number,
): readonly RowChange[] => {
  const session = sessionOf(after.id);
  switch (data.type) {
    case "session_started":
      return [{ type: "session_active", session, from: at, at, executions: 0 }];
    case "session_ended":
      return [{ type: "session_closed", session, at, summary: data.summary }];
    case "execution_began": {
      const begun = after.running.get(data.execution);
      return begun === undefined
        ? []
        : [
            { type: "put", row: loggedRow(session, data.execution, begun) },
            { type: "session_active", session, from: at, at, executions: 1 },
          ];
    }
    case "execution_ended": {
      const begun = before.running.get(data.execution);
      return begun === undefined ? [] : endedRows(session, begun, data, at);
    }
  }
};

const endedRows = (
  session: string,
  begun: RunningExecution,
  data: Extract<SessionEvent, { type: "execution_ended" }>,
  at: number,
): readonly RowChange[] => {
  const { status, result, durationMs, tokensUsed } = data;
  const row: ExecutionRow = {
    ...loggedRow(session, data.execution, begun),
    status,
    // Its workflow's handoffs count by themselves.
    counts: begun.workflow === null,
    result: result === null ? null : excerpt(result, excerptLimit),
    startedAt: durationMs === null ? begun.startedAt : at - durationMs,
    at,
    durationMs,
    tokensUsed,
  };
  return [
    { type: "put", row },
    { type: "session_active", session, from: begun.startedAt, at, executions: 0 },
    ...data.learnings.map((text): RowChange => {
      const { agent, workflow } = begun;
      return { type: "learned", text, agent, workflow, origin: null, firstAt: at, at, times: 1 };
    }),
  ];
};

const loggedRow = (session: string, execution: string, begun: RunningExecution): ExecutionRow => ({
  table: "execution",
  execution,
  origin: null,
  workflow: begun.workflow,
  title: "",
  step: null,
  handoff: null,
  attempt: 1,
  agent: begun.agent,
  task: excerpt(begun.task, excerptLimit),
  result: null,
  status: "running",
  counts: false,
  startedAt: begun.startedAt,
  at: begun.startedAt,
  durationMs: null,
  tokensUsed: null,
  session,
  contested: 0,
});

/** The rows of what another database gave. */
export const projectImport = (
  origin: string,
  { executions, learnings }: ImportEvent,
): readonly RowChange[] => [
  ...executions.map((each): RowChange => ({ type: "put", row: foreignRow(origin, each) })),
  ...learnings.map((each): RowChange => foreignLearning(origin, each)),
];

const foreignLearning = (origin: string, each: ForeignLearning): RowChange => ({
  type: "learned",
  text: each.text,
  agent: each.agent,
  workflow: null,
  origin,
  firstAt: each.firstAt,
  at: each.at,
  times: each.times,
});

const foreignRow = (origin: string, each: ForeignExecution): ExecutionRow => ({
  table: "execution",
  ...each,
  execution: `${origin}:${each.execution}`,
  origin,
  workflow: null,
  step: null,
  handoff: null,
  attempt: 1,
  session: null,
  contested: 0,
});
