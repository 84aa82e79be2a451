import type { ForeignExecution, ForeignLearning } from "../../../src/core/event/brain-event.ts";
import type { Move } from "./world.ts";

/** Work that an agent says it has begun. */
export const begins =
  (task: string, { agent = "ben", workflow = null as string | null } = {}): Move =>
  () => ({ type: "log_execution", agent, task, workflow, end: null });

/** How an agent says its work ended. */
export interface EndWishes {
  readonly agent?: string;
  readonly workflow?: string | null;
  readonly status?: "completed" | "failed";
  readonly result?: string | null;
  readonly durationMs?: number | null;
  readonly tokensUsed?: number | null;
  readonly learnings?: readonly string[];
}

/** Work that an agent says it has ended. */
export const ends =
  (task: string, wishes: EndWishes = {}): Move =>
  () => ({
    type: "log_execution",
    agent: wishes.agent ?? "ben",
    task,
    workflow: wishes.workflow ?? null,
    end: {
      status: wishes.status ?? "completed",
      result: wishes.result ?? null,
      durationMs: wishes.durationMs ?? null,
      tokensUsed: wishes.tokensUsed ?? null,
      learnings: wishes.learnings ?? [],
    },
  });

/** The client's session ends. */
export const endsSession =
  (summary: string | null = null): Move =>
  () => ({ type: "end_session", summary });

/** An execution in another project. */
const foreignExecution = (execution: string): ForeignExecution => ({
  execution,
  agent: "ben",
  title: "their goal",
  task: "their task",
  result: "it went well",
  status: "completed",
  counts: true,
  startedAt: 1000,
  at: 5000,
  durationMs: 4000,
  tokensUsed: 7,
});

/** A learning of another project. */
const foreignLearning = (learning: string): ForeignLearning => ({
  learning,
  text: `what ${learning} says`,
  agent: "ben",
  firstAt: 1000,
  at: 5000,
  times: 2,
});

/** A person brings over what another project gave. */
export const imports =
  (executions: readonly string[], learnings: readonly string[] = []): Move =>
  () => ({
    type: "import_brain",
    executions: executions.map(foreignExecution),
    learnings: learnings.map(foreignLearning),
  });
