import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { applyChanges, type Changed } from "./apply-changes.ts";
import { changesSource } from "./changes-source.ts";
import { compileDefinitions } from "./compile-definitions.ts";
import type { Definition, Premises } from "./compile-in.ts";
import { gatherProblems, type Path, type Problem } from "./problem.ts";
import { readDefinitions } from "./read-definition.ts";
import { readShape } from "./read-shape.ts";

/** What is changed, and how it came about. */
export interface Amendment {
  /** The text the workflow was started with, and which of its workflows it follows. */
  readonly text: string;
  readonly name: string;
  /** What was changed before, oldest first. */
  readonly earlier: readonly JsonObject[];
  readonly changes: Json;
  /** Where the changes are written. */
  readonly path: Path;
}

/** The definition as it is after the changes, or all that is wrong with it. */
export type Amended =
  | { readonly type: "amended"; readonly definition: Definition }
  | { readonly type: "invalid"; readonly problems: readonly Problem[] };

/** Changes a definition in the language and compiles it anew; the result is checked as any definition is. */
export const amendDefinition = (amendment: Amendment, premises: Premises): Amended => {
  const { text, name, earlier, changes, path } = amendment;
  const all = { ...premises, named: true };
  const read = readDefinitions(text, all);
  if (read.type === "invalid") return read;
  const first = read.definitions.find(({ plan }) => plan.name === name);
  let amended: Amended = first === undefined ? gone(name) : { type: "amended", definition: first };
  for (const each of earlier) {
    if (amended.type === "amended") amended = change(amended.definition, each, ["changes"], all);
  }
  return amended.type === "amended" ? change(amended.definition, changes, path, all) : amended;
};

const gone = (name: string): Amended => ({
  type: "invalid",
  problems: [
    { path: "", what: `the text has no workflow ${name}`, fix: "Report this as a defect." },
  ],
});

const change = (
  { named = {} }: Definition,
  changes: Json,
  path: Path,
  premises: Premises,
): Amended => {
  const problems = gatherProblems();
  const invalid = (): Amended => ({ type: "invalid", problems: problems.list(() => null) });
  const read = readShape(changesSource, changes, path, problems);
  if (read === null || problems.count() > 0) return invalid();
  if (Object.values(read).every((list) => list === undefined || list.length === 0)) {
    problems.add(path, "changes nothing", "Give add, remove or replace, each a list.");
    return invalid();
  }
  const changed = applyChanges(named, read, path, problems);
  if (problems.count() > 0) return invalid();
  const compiled = compileDefinitions({ workflow: changed.workflow }, premises, {
    placeOf: () => null,
    written: (at) => writtenAt(changed, at),
  });
  if (compiled.type === "invalid") return compiled;
  const [definition] = compiled.definitions;
  return definition === undefined ? gone(String(named.name)) : { type: "amended", definition };
};

/** A path as one finds it: in the changes where the stage is new, else below the innermost stage's name. */
const writtenAt = ({ workflow, origins }: Changed, path: Path): Path => {
  let here: Json | undefined = workflow;
  let found: Path = path;
  for (const [i, part] of path.entries()) {
    if (i === 0) continue;
    if (Array.isArray(here) && typeof part === "number") here = here[part];
    else if (isJsonObject(here) && Object.hasOwn(here, part)) here = here[part];
    else break;
    if (typeof part !== "number" || !isJsonObject(here) || typeof here.name !== "string") continue;
    const origin = origins.get(here.name);
    if (origin !== undefined) return [...origin, ...path.slice(i + 1)];
    found = [here.name, ...path.slice(i + 1)];
  }
  return found;
};
