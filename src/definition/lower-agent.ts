import type { AgentNode } from "../core/plan/plan.ts";
import { type Compiling, type Lowered, unordered } from "./compiling.ts";
import { secondsOf } from "./duration.ts";
import type { Making } from "./making.ts";
import { missing } from "./missing.ts";
import { readCompensate } from "./read-compensate.ts";
import type { Standing } from "./standing.ts";
import { literalText } from "./template-text.ts";
import type { WorkSettings } from "./work-settings.ts";

/** Compiles a stage that is one agent's work. */
export const lowerAgent = (making: Making): AgentNode | null => {
  const { stage, at, compiling, settings, base } = making;
  if (stage.agent === undefined && stage.capabilities === undefined)
    return missing(making, "agent", "Name an agent, or capabilities to choose one by.");
  const estimate = stage.estimate === undefined ? null : secondsOf(stage.estimate);
  return {
    ...base,
    ...agentWork(stage.agent ?? null, base.name, [...at.path, "agent"], settings, compiling),
    capabilities: stage.capabilities ?? [],
    estimateMinutes: estimate === null ? null : estimate / 60,
    compensate: readCompensate(stage, at, compiling),
  };
};

/** The agents of a list, as nodes named after them. */
export const lowerAgents = (
  agents: readonly string[],
  at: Standing,
  settings: WorkSettings,
  stageName: string,
  compiling: Compiling,
): readonly Lowered[] =>
  agents.map((agent, i) => {
    const path = [...at.path, i];
    const name = compiling.freeName(agent);
    compiling.declare(name, { ...at, path });
    return {
      path,
      needs: null,
      targets: [],
      node: {
        ...unordered,
        name,
        when: null,
        outputs: {},
        onError: [],
        // The time its stage has is for all of them.
        ...agentWork(agent, stageName, path, { ...settings, timeoutSeconds: null }, compiling),
        capabilities: [],
        estimateMinutes: null,
        compensate: null,
      },
    };
  });

const agentWork = (
  agent: string | null,
  title: string,
  path: Standing["path"],
  settings: WorkSettings,
  compiling: Compiling,
) => {
  if (agent !== null) compiling.agent(agent, path);
  const { task, ...rest } = settings;
  return {
    ...rest,
    kind: "agent" as const,
    agent,
    task: task ?? literalText(`${compiling.about}\n\nThis step: ${title}`),
  };
};
