import { isJsonObject, type Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { Path, Problems } from "./problem.ts";
import { readShape } from "./read-shape.ts";
import { definitionSource, type WorkflowSource } from "./source-schema.ts";

/** A workflow as it is written, and where. */
export interface TopSource {
  readonly workflow: WorkflowSource;
  readonly path: Path;
}

/** The workflows of a file: the one in full, and those in shorthand spelled out. */
export const readTop = (value: Json, problems: Problems): readonly TopSource[] => {
  if (!isJsonObject(value)) {
    problems.add([], "is no mapping", "Begin with `workflow:` and its name and stages.");
    return [];
  }
  if (value.workflow === undefined && value.workflow_patterns === undefined) {
    problems.add([], "has neither workflow nor workflow_patterns", () => {
      const [near] = nearest(
        Object.keys(value)[0]?.slice(0, 60) ?? "",
        ["workflow", "workflow_patterns"],
        1,
      );
      return near === undefined
        ? "Begin with `workflow:` and put its name and stages below."
        : `Did you mean ${near}?`;
    });
    return [];
  }
  const source = readShape(definitionSource, value, [], problems);
  const found: TopSource[] = [];
  if (source?.workflow !== undefined) found.push({ workflow: source.workflow, path: ["workflow"] });
  for (const [name, pattern] of Object.entries(source?.workflow_patterns ?? {})) {
    const path = ["workflow_patterns", name];
    const stages = pattern.stages.map((entry, i) => {
      const [first, ...more] = Object.entries(entry);
      if (first === undefined || more.length > 0)
        problems.add(
          [...path, "stages", i],
          "is not one name with its agents",
          "Write - name: [agent, agent].",
        );
      const [stage, agents] = first ?? ["", []];
      return { name: stage, branches: agents.map((agent) => ({ agent })) };
    });
    const { description, version } = pattern;
    found.push({
      path,
      workflow: {
        name,
        stages,
        ...(description === undefined ? {} : { description }),
        ...(version === undefined ? {} : { version }),
      },
    });
  }
  return found;
};
