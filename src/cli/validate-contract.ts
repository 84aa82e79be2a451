import { loadYaml } from "../definition/load-yaml.ts";
import { gatherProblems, type Problem } from "../definition/problem.ts";
import { describeIssue } from "../definition/shape-issue.ts";
import { offsetAt, placesIn, plainValue } from "../definition/source-tree.ts";
import { handoffContract } from "../tools/handoff-contract.ts";

/** A problem of a file; see {@link Problem}. */
export type FileProblem = Problem;

/** Checks a handoff contract in JSON or YAML; null when the text is none. */
export const validateContract = (
  text: string,
): { readonly holds: readonly string[]; readonly problems: readonly FileProblem[] } | null => {
  const loaded = loadYaml(text);
  if (loaded.type === "unreadable") return null;
  const { root } = loaded;
  if (root.kind !== "map" || !root.entries.has("handoff_id") || !root.entries.has("payload"))
    return null;
  const value = plainValue(root);
  const parsed = handoffContract.safeParse(value);
  if (parsed.success) return { holds: [parsed.data.handoff_id], problems: [] };
  const problems = gatherProblems();
  for (const issue of parsed.error.issues) {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    for (const each of describeIssue(issue, path, value, handoffContract))
      problems.add(each.path, each.what, each.fix);
  }
  const place = placesIn(text);
  return {
    holds: [],
    problems: problems.list((path) => {
      const offset = offsetAt(root, path);
      return offset < 0 ? null : place(offset);
    }),
  };
};
