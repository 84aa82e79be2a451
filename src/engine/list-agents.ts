import type { Agent } from "../core/agent.ts";
import type { JsonObject } from "../core/json.ts";
import type { AgentOutcomes } from "../core/port/brain-query.ts";
import { type AgentRecord, circuitOf } from "../core/recovery/agent-record.ts";
import { rankedFor } from "./agent-search.ts";
import { type Answer, answer } from "./answer.ts";
import { iso } from "./iso.ts";
import type { Ports } from "./ports.ts";
import { nextCursor, pageOf, slicePage } from "./status/page.ts";

/** Arguments of list_agents. */
export interface ListAgentsInput {
  readonly query?: string | undefined;
  readonly capability?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The agents there are, best match first when something is asked for, with load and record. */
export const listAgents = async (ports: Ports, input: ListAgentsInput): Promise<Answer> => {
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const now = ports.clock.now();
  const [loads, list, outcomes] = await Promise.all([
    ports.store.loads(now),
    ports.store.agentRecords(),
    ports.store.outcomes(),
  ]);
  const records = new Map(list.map((record) => [record.agent, record]));
  const wanted = input.capability?.toLowerCase();
  const ranked = (await inOrder(ports, input.query)).filter(
    ({ agent }) =>
      wanted === undefined ||
      agent.capabilities.some((capability) => capability.toLowerCase().includes(wanted)),
  );
  const shown = slicePage(ranked, page);
  return answer({
    agents: shown.map(({ agent, why }) => ({
      ...agentView(agent, loads.get(agent.name) ?? 0, records.get(agent.name), now),
      success_rate: successRate(outcomes.get(agent.name)),
      ...(why === null ? {} : { why: why() }),
    })),
    total: ranked.length,
    diagnostics: ports.agents
      .diagnostics()
      .slice(0, 10)
      .map((diagnostic) => ({ ...diagnostic })),
    ...nextCursor(page, ranked.length > page.offset + page.limit),
  });
};

const inOrder = async (
  ports: Ports,
  query: string | undefined,
): Promise<readonly { readonly agent: Agent; readonly why: (() => string) | null }[]> =>
  query === undefined
    ? ports.agents.all().map((agent) => ({ agent, why: null }))
    : rankedFor(ports, query);

const agentView = (
  agent: Agent,
  load: number,
  record: AgentRecord | undefined,
  now: number,
): JsonObject => {
  const circuit = circuitOf(record, now);
  return {
    name: agent.name,
    description: agent.description,
    phase: agent.phase,
    capabilities: agent.capabilities.slice(0, 8),
    load,
    circuit: circuit.state,
    ...(circuit.state === "open" ? { circuit_until: iso(circuit.until) } : {}),
    source: agent.source,
  };
};

/** The share of executions that went well; null before the first. */
const successRate = (outcomes: AgentOutcomes | undefined): number | null => {
  if (outcomes === undefined) return null;
  const { completed, failed } = outcomes;
  return Math.round((100 * completed) / (completed + failed)) / 100;
};
