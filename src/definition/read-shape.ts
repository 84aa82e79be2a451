import type { z } from "zod";
import type { Json } from "../core/json.ts";
import type { Path, Problems } from "./problem.ts";
import { describeIssue } from "./shape-issue.ts";

/**
 * Parses a value by a schema. What does not fit is reported and taken out, so that the rest can be checked, too;
 * null when too little is left.
 */
export const readShape = <T extends z.ZodType>(
  schema: T,
  value: Json,
  base: Path,
  problems: Problems,
): z.infer<T> | null => {
  let rest: Json = value;
  for (let round = 0; round < 6; round++) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const draft: Json = structuredClone(rest);
    for (const issue of parsed.error.issues) {
      const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
      // What a repair has left behind is not the author's fault.
      if (round === 0 || !problems.has([...base, ...path])) {
        for (const each of describeIssue(issue, path, rest, schema))
          problems.add([...base, ...each.path], each.what, each.fix);
      }
      takeOut(
        draft,
        issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path],
      );
    }
    rest = draft;
  }
  return null;
};

/** What stands in for a workflow's name or stages where they are wrong or missing, so that the rest is checked. */
const standIns: ReadonlyMap<unknown, Json> = new Map<string, Json>([
  ["name", "unnamed"],
  ["stages", [{ for: "1m" }]],
]);

/** Takes values out of a draft; for one that is missing or stands in a list, what holds it. */
const takeOut = (draft: Json, paths: readonly Path[]): void => {
  for (const path of paths) {
    let cut = path;
    const standIn = path.length === 2 && path[0] === "workflow" ? standIns.get(path[1]) : undefined;
    const workflow = at(draft, ["workflow"]);
    if (standIn !== undefined && isDraft(workflow)) {
      workflow[String(path[1])] = standIn;
      continue;
    }
    while (cut.length > 0) {
      const last = cut.at(-1);
      const parent = at(draft, cut.slice(0, -1));
      if (typeof last === "string" && isDraft(parent) && Object.hasOwn(parent, last)) {
        delete parent[last];
        break;
      }
      if (typeof last === "number" && Array.isArray(parent) && isStages(cut)) {
        parent[last] = {};
        break;
      }
      cut = cut.slice(0, -1);
    }
  }
};

/** Whether a path is an entry of a list of stages, whose places must stay. */
const isStages = (path: Path): boolean => path.at(-2) === "stages" || path.at(-2) === "branches";

const at = (value: unknown, path: Path): unknown => {
  let here: unknown = value;
  for (const part of path) {
    if (Array.isArray(here) && typeof part === "number") here = here[part];
    else if (isDraft(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
};

const isDraft = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
