import type { EachNode, GroupNode, LoopNode, PlanNode } from "../core/plan/plan.ts";
import type { Lowered } from "./compiling.ts";
import { lowerAgent, lowerAgents } from "./lower-agent.ts";
import type { Making } from "./making.ts";
import { missing } from "./missing.ts";
import { orderScope } from "./order-scope.ts";
import { nameFault } from "./read-field.ts";
import { bodyOf, givenIn, type Standing } from "./standing.ts";

/** Compiles a sequence, or branches side by side. */
export const lowerGroup = (type: "sequential" | "parallel", making: Making): GroupNode | null => {
  if (type === "parallel") return lowerParallel(making);
  const { stage, at, compiling, settings, base } = making;
  const { agents, stages } = stage;
  if (agents !== undefined && stages !== undefined)
    compiling.problems.add([...at.path, "agents"], "stands beside stages", "Keep one of them.");
  if (agents === undefined && stages === undefined)
    return missing(making, "agents", "Give a list of agents, or stages.");
  const lowered =
    stages !== undefined
      ? making.stages(stages, inside(at, "stages"), settings)
      : lowerAgents(agents ?? [], inside(at, "agents"), settings, base.name, compiling);
  const body = orderScope(lowered, compiling);
  const { timeoutSeconds } = settings;
  return { ...base, kind: "group", body, need: "all", timeoutSeconds };
};

const lowerParallel = (making: Making): GroupNode | null => {
  const { stage, at, settings, base } = making;
  if (stage.branches === undefined)
    return missing(making, "branches", "Give a list of branches, such as - agent: name.");
  const lowered = making.stages(stage.branches, inside(at, "branches"), settings);
  for (const branch of lowered) refuseOrder(branch, making);
  const body = { nodes: lowered.map(({ node }) => node) };
  const { timeoutSeconds } = settings;
  const need = needOf(making, stage.branches.length);
  return { ...base, kind: "group", body, need, timeoutSeconds };
};

const refuseOrder = ({ node, path, needs }: Lowered, { compiling: { problems } }: Making): void => {
  const fix = "Put it into a sequential branch, with what it leads to.";
  if (needs !== null) problems.add([...path, "needs"], "orders a branch of a parallel stage", fix);
  if (node.onError.length > 0) problems.add([...path, "on_error"], "leads out of a branch", fix);
  const leads =
    node.kind === "choice" ||
    (node.kind === "event" &&
      (typeof node.onTimeout === "object" || node.signals.some(({ goto }) => goto !== null)));
  if (leads) problems.add(path, "is a choice as a branch", fix);
  if (node.kind === "approval" && node.onReject !== null)
    problems.add([...path, "on_reject"], "leads out of a branch", fix);
};

const needOf = ({ stage, at, compiling }: Making, branches: number): GroupNode["need"] => {
  const { merge_condition: condition = "all_complete" } = stage;
  if (condition === "all_complete") return "all";
  if (condition === "any_complete") return 1;
  if (condition === "majority") return Math.floor(branches / 2) + 1;
  if (condition.at_least > branches)
    compiling.problems.add(
      [...at.path, "merge_condition", "at_least"],
      `can never be met: ${condition.at_least} of ${branches} branches`,
      `Use at most ${branches}, or add branches.`,
    );
  return condition.at_least;
};

/** Compiles a loop. */
export const lowerLoop = (making: Making): LoopNode | null => {
  const { stage, at, compiling, settings, base } = making;
  if (stage.stages === undefined) missing(making, "stages", "Give the stages of a round.");
  if (stage.until === undefined) missing(making, "until", "Say when it ends, in CEL.");
  if (stage.max_iterations === undefined)
    missing(making, "max_iterations", "Say how many rounds at most: 1 to 100.");
  const body = { ...bodyOf(at, givenIn("loop", stage)), path: [...at.path, "stages"] };
  const lowered = making.stages(stage.stages ?? [], body, settings);
  const until = String(stage.until ?? "true");
  compiling.expression(until, { ...body, path: [...at.path, "until"] }, "condition");
  return {
    ...base,
    kind: "loop",
    body: orderScope(lowered, compiling),
    until,
    maxIterations: stage.max_iterations ?? 1,
    timeoutSeconds: settings.timeoutSeconds,
  };
};

/** Compiles a body for each item of a list. */
export const lowerEach = (making: Making): EachNode | null => {
  const { stage, at, compiling, settings, base } = making;
  const { problems } = compiling;
  const { agent, stages, as = "item", items } = stage;
  if (items === undefined) missing(making, "items", "Give a list, in CEL.");
  else compiling.expression(String(items), { ...at, path: [...at.path, "items"] }, "list");
  const named = agent !== undefined || stage.capabilities !== undefined;
  if (named && stages !== undefined)
    problems.add([...at.path, "agent"], "stands beside stages", "Keep one of them.");
  if (stage.compensate !== undefined && stages !== undefined)
    problems.add(
      [...at.path, "compensate"],
      "is for one agent's work, and stands beside stages",
      "Give it to the stages of the body that do what has to be undone.",
    );
  if (!named && stages === undefined) return missing(making, "agent", "Give an agent, or stages.");
  const fault = nameFault(as) ?? (shadows(as, making) ? "is another value's name" : null);
  if (fault !== null)
    problems.add(
      [...at.path, "as"],
      `${as.slice(0, 60)} ${fault}`,
      "Choose another name for the item.",
    );
  const body = { ...bodyOf(at, givenIn("for_each", stage)), path: [...at.path, "stages"] };
  const lowered =
    stages === undefined ? [eachAgent(making, body)] : making.stages(stages, body, settings);
  return {
    ...base,
    kind: "each",
    items: String(items ?? "[]"),
    as,
    body: orderScope(
      lowered.filter((each) => each !== null),
      compiling,
    ),
    maxParallel: stage.max_parallel ?? null,
    timeoutSeconds: settings.timeoutSeconds,
  };
};

const shadows = (name: string, { compiling, at }: Making): boolean =>
  Object.hasOwn(compiling.state, name) ||
  Object.hasOwn(compiling.input, name) ||
  at.around.includes(name);

const eachAgent = (making: Making, body: Standing): Lowered | null => {
  const { compiling, base, at, stage } = making;
  const name = compiling.freeName(stage.agent ?? `${base.name}-item`);
  compiling.declare(name, body);
  const { sla: _, ...rest } = base;
  const inner = { ...rest, name, when: null, outputs: {}, onError: [] };
  const settings = { ...making.settings, timeoutSeconds: null };
  const node: PlanNode | null = lowerAgent({
    ...making,
    at: bodyOf(at, givenIn("for_each", stage)),
    base: inner,
    settings,
  });
  return node === null ? null : { node, path: at.path, needs: null, targets: [] };
};

const inside = (at: Standing, key: string): Standing => ({ ...at, path: [...at.path, key] });
