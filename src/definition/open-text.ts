import { isJsonObject, type Json } from "../core/json.ts";
import type { Places } from "./compile-in.ts";
import { loadYaml } from "./load-yaml.ts";
import { nodeIn } from "./plain-tree.ts";
import type { Path, Problem } from "./problem.ts";
import { nodeAt, offsetAt, placesIn, plainValue, type SourceNode } from "./source-tree.ts";

/** A text as a plain value, with where everything stands in it. */
export interface OpenText {
  readonly type: "open";
  readonly value: Json;
  readonly places: Places;
}

/** Reads a YAML or JSON text. Never throws. */
export const openText = (
  text: string,
): OpenText | { readonly type: "unreadable"; readonly problem: Problem } => {
  const loaded = loadYaml(text);
  const place = placesIn(text);
  if (loaded.type === "unreadable") {
    const { what, fix, offset } = loaded;
    const at = offset === null ? {} : place(offset);
    return { type: "unreadable", problem: { path: "", what, fix, ...at } };
  }
  const { root } = loaded;
  const value = versionsAsWritten(root);
  const places: Places = {
    placeOf: (path) => {
      const offset = offsetAt(root, path);
      return offset < 0 ? null : place(offset);
    },
    written: (path) => asWritten(path, value),
  };
  return { type: "open", value, places };
};

/** The value of a text in which each workflow's version is the raw text of its scalar. */
const versionsAsWritten = (root: SourceNode): Json => {
  const value = plainValue(root);
  if (!isJsonObject(value)) return value;
  const raw = (path: Path): { version?: string } => {
    const node = nodeAt(root, [...path, "version"]);
    return node?.kind === "scalar" && typeof node.value === "number" ? { version: node.raw } : {};
  };
  const { workflow, workflow_patterns: patterns } = value;
  return {
    ...value,
    ...(isJsonObject(workflow) ? { workflow: { ...workflow, ...raw(["workflow"]) } } : {}),
    ...(isJsonObject(patterns)
      ? {
          workflow_patterns: Object.fromEntries(
            Object.entries(patterns).map(([name, each]) => [
              name,
              isJsonObject(each) ? { ...each, ...raw(["workflow_patterns", name]) } : each,
            ]),
          ),
        }
      : {}),
  };
};

/** A path in the full form of a shorthand stage, as it stands in the text: an agent is an entry below its stage's name. */
const asWritten = (path: Path, value: Json): Path => {
  const [top, name, stages, i, branches, j] = path;
  if (top !== "workflow_patterns" || typeof name !== "string" || typeof i !== "number") return path;
  const entry = nodeIn(value, [top, name, stages ?? "", i]);
  const key = isJsonObject(entry) ? Object.keys(entry)[0] : undefined;
  if (key === undefined) return path;
  const head = [top, name, "stages", i];
  return branches === "branches" && typeof j === "number" ? [...head, key, j] : head;
};
