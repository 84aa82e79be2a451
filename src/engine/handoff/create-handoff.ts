import type { AgentFacts } from "../../core/command/agent-facts.ts";
import { outsiders } from "../../core/command/agent-facts.ts";
import type { NewHandoff } from "../../core/command/command.ts";
import type { HandoffContract } from "../../core/contract.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Refusal } from "../../core/refusal.ts";
import { offersWork } from "../../core/state/status.ts";
import type { StreamState } from "../../core/state/stream-state.ts";
import { agentFacts, factsOf, findAgent, nameOnRecord, runEntry } from "../agent-directory.ts";
import type { Answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { budgetLine } from "../budget/budget-line.ts";
import { doDue } from "../due/do-due.ts";
import { findWorkflow } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForWorkflow } from "../project-room.ts";
import { runCommand } from "../run-command.ts";
import { titleOf } from "../title-of.ts";
import { underNewId } from "../workflow-id.ts";
import { chooseAgent } from "./choose-agent.ts";
import type { CreateHandoffInput } from "./create-handoff-input.ts";
import { guardContract } from "./guard-contract.ts";

/** Creates a handoff, and a workflow for it when none is named. */
export const createHandoff = async (
  ports: Ports,
  input: CreateHandoffInput,
  caller: Caller,
): Promise<Answer> => {
  const chosen = await chooseAgent(ports, input);
  if ("code" in chosen) return chosen;
  const from = fromAgent(ports, input.from_agent ?? "user");
  if ("code" in from) return from;
  const bad = await guardContract(ports, input, chosen.facts.name);
  if (bad !== null) return bad;
  const handoff = newHandoff(ports, input, chosen.facts, from);
  const existing =
    input.workflow_id === undefined ? null : await findWorkflow(ports, input.workflow_id);
  if (existing !== null && "code" in existing) return existing;
  const full = existing === null ? await guardRoomForWorkflow(ports) : null;
  if (full !== null) return full;
  if (existing !== null) await doDue(ports, existing.workflow);
  const create = (stream: string): Promise<Answer> =>
    runCommand(ports, {
      stream,
      intent: {
        type: "create_handoff",
        title: titleOf(input.context.feature_description),
        handoff,
        opens: existing === null,
      },
      caller,
      ids: 2,
      agents: factsOf(ports, [handoff.to.name, handoff.from.name, "planner"]),
      content: (after) => created(ports, after, chosen.why),
    });
  return existing === null ? underNewId(ports.clock, create) : create(existing.workflow);
};

const fromAgent = (ports: Ports, name: string): HandoffContract["from_agent"] | Refusal => {
  if (outsiders.has(name)) return { name, version: "1.0.0", phase: "PLAN" };
  const found = findAgent(ports, name);
  if (found.type === "refused") return found;
  const { name: canonical, version, phase } = agentFacts(ports, found);
  return { name: canonical, version, phase };
};

const newHandoff = (
  ports: Ports,
  input: CreateHandoffInput,
  to: AgentFacts,
  from: HandoffContract["from_agent"],
): NewHandoff => {
  const {
    context,
    expected_output: expected,
    artifacts,
    on_success: success,
    on_failure: failure,
  } = input;
  return {
    step: input.step ?? null,
    from,
    to: {
      name: to.name,
      ...(input.required_capabilities === undefined
        ? {}
        : { required_capabilities: input.required_capabilities }),
      priority: input.priority ?? "p1",
    },
    phase: to.phase,
    payload: {
      context: defined(context),
      ...(artifacts === undefined ? {} : { artifacts: artifacts.map(defined) }),
      expected_output: defined(expected),
      on_success: {
        action: success?.action ?? (success?.next_agent === undefined ? "complete" : "handoff"),
        ...(success?.next_agent === undefined
          ? {}
          : { next_agent: nameOnRecord(ports, success.next_agent) }),
      },
      on_failure: {
        retry_strategy: failure?.retry_strategy ?? "retry",
        max_retries: failure?.max_retries ?? to.maxRetries ?? 3,
        ...(failure?.fallback_agent === undefined
          ? {}
          : { fallback_agent: nameOnRecord(ports, failure.fallback_agent) }),
      },
    },
    needs: input.needs ?? [],
    resources: input.resources ?? [],
    timeoutSeconds: to.timeoutSeconds,
    backoff: null,
  };
};

const created = (ports: Ports, after: StreamState, why: string | null): JsonObject => {
  const state = asWorkflow(after);
  const step = [...state.steps.values()].reduce((a, b) => (b.index > a.index ? b : a));
  const run = runEntry(ports, step.agent, step.handoffId);
  const ready = step.status === "ready" && offersWork(state.status);
  return {
    handoff_id: step.handoffId,
    workflow_id: state.id,
    status: step.status,
    to_agent: step.agent,
    phase: step.contract.state.current_phase,
    ...(why === null ? {} : { why }),
    run,
    ...budgetLine(state),
    next: ready
      ? `Pass run to your agent tool: the sub-agent claims the handoff itself. Then end your turn or create more handoffs in workflow ${state.id}.`
      : step.status === "ready"
        ? `The workflow is ${state.status}: it is offered when the workflow goes on.`
        : `It becomes ready when ${step.needs.join(", ")} is done; complete_handoff then lists it.`,
  };
};

/** Drops keys whose value is undefined, which a contract never holds. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(value));
