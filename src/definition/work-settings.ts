import type { JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { AgentNode } from "../core/plan/plan.ts";
import { usualBackoff } from "../core/recovery/backoff.ts";
import { checkText } from "./check-text.ts";
import type { Compiling } from "./compiling.ts";
import { durationText, secondsOf } from "./duration.ts";
import { outputSchemaFaults } from "./output-schema.ts";
import type { StageSource } from "./source-schema.ts";
import type { Standing } from "./standing.ts";

/** How an agent's work is done; a stage with a body gives it to every agent in it. */
export interface WorkSettings
  extends Pick<
    AgentNode,
    | "priority"
    | "resources"
    | "uses"
    | "timeoutSeconds"
    | "expects"
    | "onFailure"
    | "backoff"
    | "checkpoint"
  > {
  /** Null until a stage says. */
  readonly task: string | null;
}

/** What holds where nothing is said. */
export const usualSettings: WorkSettings = {
  task: null,
  priority: "p1",
  resources: [],
  uses: {},
  timeoutSeconds: null,
  expects: { deliverables: [], acceptance_criteria: [] },
  onFailure: { retry_strategy: "retry", max_retries: 3 },
  backoff: null,
  checkpoint: "after",
};

/** The settings of a stage: its own, else those of what is around it. */
export const readSettings = (
  stage: StageSource,
  outer: WorkSettings,
  at: Standing,
  compiling: Compiling,
): WorkSettings => {
  const { problems } = compiling;
  if (stage.task !== undefined)
    checkText(stage.task, { ...at, path: [...at.path, "task"] }, compiling);
  // Its own alone: what is around it has its time as a whole.
  const timeoutSeconds = stage.timeout === undefined ? null : secondsOf(stage.timeout);
  if (
    stage.timeout !== undefined &&
    timeoutSeconds !== null &&
    (timeoutSeconds < 1 || timeoutSeconds > 86_400)
  )
    problems.add(
      [...at.path, "timeout"],
      "is out of bounds",
      "A step's timeout is from 1s to 24h.",
    );
  return {
    task: stage.task ?? outer.task,
    priority: stage.priority ?? outer.priority,
    resources: stage.resources ?? outer.resources,
    uses: usesOf(stage, outer, at, compiling),
    timeoutSeconds,
    expects: expectsOf(stage, outer, at, compiling),
    onFailure: onFailureOf(stage, outer, at, compiling),
    backoff: backoffOf(stage, outer, at, compiling),
    checkpoint: checkpointOf(stage, outer, at, compiling),
  };
};

const usesOf = (
  { uses }: StageSource,
  outer: WorkSettings,
  at: Standing,
  { problems, pools }: Compiling,
): WorkSettings["uses"] => {
  if (uses === undefined || pools === null) return uses ?? outer.uses;
  for (const [pool, units] of Object.entries(uses)) {
    const path = [...at.path, "uses", pool];
    const size = Object.hasOwn(pools, pool) ? pools[pool] : undefined;
    if (size === undefined) {
      const [near] = nearest(pool, Object.keys(pools), 1);
      const add = `the operator declares it: baton config add-pool ${pool} ${units}.`;
      problems.add(
        path,
        `names the pool ${pool}, which is not declared`,
        near === undefined ? `Leave it out, or ${add}` : `Did you mean ${near}? Else ${add}`,
      );
    } else if (units > size) {
      problems.add(
        path,
        `asks for ${units} of pool ${pool}, which has ${size}`,
        `Ask for at most ${size}.`,
      );
    }
  }
  return uses;
};

const expectsOf = (
  { expects }: StageSource,
  outer: WorkSettings,
  at: Standing,
  { problems, checks: known }: Compiling,
): WorkSettings["expects"] => {
  if (expects === undefined) return outer.expects;
  const { deliverables = [], acceptance_criteria = [], output_schema, checks } = expects;
  const schema = output_schema === undefined || !isJsonObject(output_schema) ? null : output_schema;
  const path = [...at.path, "expects", "output_schema"];
  for (const fault of schema === null ? [] : outputSchemaFaults(schema))
    problems.add(path, `cannot be used: ${fault.slice(0, 300)}`, "Mend the JSON Schema.");
  for (const [i, check] of (known === null ? [] : (checks ?? [])).entries())
    if (known?.includes(check) === false)
      problems.add(
        [...at.path, "expects", "checks", i],
        `names the check ${check}, which the operator has not declared`,
        () => checkFix(check, known),
      );
  return {
    deliverables,
    acceptance_criteria,
    ...(schema === null ? {} : { output_schema: schema }),
    ...(checks === undefined ? {} : { checks }),
  };
};

const checkFix = (check: string, known: readonly string[]): string => {
  const [near] = nearest(check, known, 1);
  const declare = `the operator declares it: baton config add-check ${check} -- COMMAND ARGS.`;
  return near === undefined
    ? `Leave it out, or ${declare}`
    : `Did you mean ${near}? Else ${declare}`;
};

// The text was YAML or JSON, so every value in it is JSON.
const isJsonObject = (value: Readonly<Record<string, unknown>>): value is JsonObject =>
  value !== null;

const onFailureOf = (
  { retry, on_failure }: StageSource,
  outer: WorkSettings,
  at: Standing,
  { problems, agent }: Compiling,
): WorkSettings["onFailure"] => {
  if (retry?.max !== undefined && on_failure?.max_retries !== undefined)
    problems.add(
      [...at.path, "on_failure", "max_retries"],
      "is said twice, as retry.max, too",
      "Keep one of them.",
    );
  const fallback = on_failure?.fallback_agent ?? outer.onFailure.fallback_agent;
  if (on_failure?.fallback_agent !== undefined)
    agent(on_failure.fallback_agent, [...at.path, "on_failure", "fallback_agent"]);
  return {
    retry_strategy: on_failure?.retry_strategy ?? outer.onFailure.retry_strategy,
    max_retries: retry?.max ?? on_failure?.max_retries ?? outer.onFailure.max_retries,
    ...(fallback === undefined ? {} : { fallback_agent: fallback }),
  };
};

const backoffOf = (
  { retry }: StageSource,
  { backoff: outer }: WorkSettings,
  at: Standing,
  { problems }: Compiling,
): WorkSettings["backoff"] => {
  const { backoff, factor, max_backoff: most } = retry ?? {};
  if (backoff === undefined && factor === undefined && most === undefined) return outer;
  const usual = outer ?? usualBackoff;
  const msOf = (key: "backoff" | "max_backoff", text: string | undefined, other: number) => {
    const seconds = text === undefined ? null : secondsOf(text);
    if (seconds !== null && (seconds < 1 || seconds > 86_400))
      problems.add([...at.path, "retry", key], "is out of bounds", "A pause is from 1s to 24h.");
    return seconds === null ? other : seconds * 1000;
  };
  const baseMs = msOf("backoff", backoff, usual.baseMs);
  const maxMs = msOf("max_backoff", most, Math.max(usual.maxMs, baseMs));
  if (maxMs < baseMs)
    problems.add(
      [...at.path, "retry", "max_backoff"],
      "is less than the first pause",
      `Give at least ${durationText(baseMs / 1000)}.`,
    );
  return { baseMs, factor: factor ?? usual.factor, maxMs };
};

const checkpointOf = (
  { checkpoint, risky }: StageSource,
  outer: WorkSettings,
  at: Standing,
  { problems }: Compiling,
): WorkSettings["checkpoint"] => {
  if (risky !== true) return checkpoint ?? outer.checkpoint;
  if (checkpoint === "none")
    problems.add(
      [...at.path, "checkpoint"],
      "is none, though the stage is risky",
      "Leave one of them out.",
    );
  const chosen = checkpoint ?? outer.checkpoint;
  return chosen === "before" || chosen === "none" ? "before" : "both";
};
