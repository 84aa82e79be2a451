import type { JsonObject } from "../core/json.ts";
import type { StageSource, WorkflowSource } from "./source-schema.ts";

/** A workflow in its full form, every stage under the name that its node got. */
export const withNames = (
  workflow: WorkflowSource,
  version: string,
  names: ReadonlyMap<StageSource, string>,
): JsonObject => {
  const named = (stages: readonly StageSource[]): readonly object[] =>
    stages.map((stage) => ({
      ...stage,
      name: names.get(stage) ?? stage.name,
      ...(stage.stages === undefined ? {} : { stages: named(stage.stages) }),
      ...(stage.branches === undefined ? {} : { branches: named(stage.branches) }),
    }));
  // Through text: what comes of a YAML or JSON text is JSON, which the schema of its shape does not say.
  return JSON.parse(JSON.stringify({ ...workflow, version, stages: named(workflow.stages) }));
};
