import {
  type Figures,
  type Metrics,
  metricsOf,
  type RunningAttempt,
} from "../../core/brain/metrics.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";

/** Days the project's metrics look back unless `limit` says otherwise. */
export const metricsDays = 30;
/** Executions looked at, newest first; where there are more the result says so. */
export const metricsRows = 10_000;
/** Agents and steps shown. */
const shown = 10;

/** How well work goes: of one workflow from its beginning, else of the project in the last `limit` days. */
export const metricsView = async (
  ports: Ports,
  workflow: string | null,
  input: { readonly limit?: number | undefined; readonly response_format?: string | undefined },
): Promise<Answer> => {
  const now = ports.clock.now();
  const days = input.limit ?? metricsDays;
  const since = workflow === null ? now - days * 86_400_000 : 0;
  const all = await ports.store.executions({
    ...(workflow === null ? { since } : { workflow }),
    limit: metricsRows + 1,
    offset: 0,
  });
  const rows = all.slice(0, metricsRows);
  const running = await runningAttempts(ports, workflow);
  const ended = rows.filter(({ handoff }) => handoff !== null);
  const metrics = metricsOf({ ended, running, since, now });
  const count = input.response_format === "detailed" ? Number.POSITIVE_INFINITY : shown;
  return answer({
    ...(workflow === null
      ? {
          window: { days, since: iso(since), until: iso(now) },
          ended_workflows: await endedSince(ports, since),
        }
      : { workflow_id: workflow }),
    ...figures(metrics),
    running: running.length,
    logged: rows.length - ended.length,
    agents: metrics.agents
      .slice(0, count)
      .map((each) => ({ agent: each.name, ...durations(each) })),
    steps: metrics.steps.slice(0, count).map((each) => ({ step: each.name, ...durations(each) })),
    ...(all.length > metricsRows ? { truncated: `only the newest ${metricsRows} executions` } : {}),
  });
};

const runningAttempts = async (
  ports: Ports,
  workflow: string | null,
): Promise<readonly RunningAttempt[]> => {
  const rows = await ports.store.active({
    ...(workflow === null ? {} : { workflow }),
    limit: 1000,
  });
  return rows.map(({ workflow: of, step, agent, since }) => ({ workflow: of, step, agent, since }));
};

/** How the workflows went that ended in the window. */
const endedSince = async (ports: Ports, since: number): Promise<JsonObject> => {
  const counts = await ports.store.endedSince(since);
  const ended = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const completed = counts.get("completed") ?? 0;
  return {
    count: ended,
    completed,
    completion_rate: ended === 0 ? null : share(completed / ended),
  };
};

const figures = (m: Metrics): JsonObject => ({
  handoffs: m.handoffs,
  completion_rate: share(m.completionRate),
  attempts: { ended: m.attempts, completed: m.completed, failed: m.failed, retries: m.retries },
  recovery: {
    failed: m.troubled,
    recovered: m.recovered,
    success_rate: m.troubled === 0 ? null : share(m.recovered / m.troubled),
  },
  busy_seconds: seconds(m.busy),
  parallel_efficiency: share(m.parallelEfficiency),
  utilisation: share(m.utilisation),
  conflicts: {
    contested_values: m.contested,
    taken_over: m.takenOver,
    rate: share(m.conflictRate),
  },
  bottleneck:
    m.bottleneck === null
      ? null
      : {
          step: m.bottleneck.step,
          busy_seconds: seconds(m.bottleneck.busy),
          share: share(m.bottleneck.share),
        },
  budget: { tokens_used: m.tokensUsed, attempts_that_told: m.measured },
});

const durations = (each: Figures): JsonObject => ({
  attempts: each.attempts,
  completed: each.completed,
  failed: each.failed,
  p50_seconds: seconds(each.p50),
  p95_seconds: seconds(each.p95),
  busy_seconds: seconds(each.busy),
  utilisation: share(each.utilisation),
});

const seconds = (ms: number | null): number | null =>
  ms === null ? null : Math.round(ms / 100) / 10;

const share = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 1000) / 1000;
