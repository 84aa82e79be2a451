import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { ChangesSource } from "./changes-source.ts";
import type { Path, Problems } from "./problem.ts";

/** A workflow after changes, with where its new stages are written. */
export interface Changed {
  readonly workflow: JsonObject;
  readonly origins: ReadonlyMap<string, Path>;
}

/**
 * A workflow whose stages all have names, with stages removed, then replaced, then added. Names that are not there, or
 * are there already, go to `problems`.
 */
export const applyChanges = (
  workflow: JsonObject,
  changes: ChangesSource,
  base: Path,
  problems: Problems,
): Changed => {
  let stages = stagesOf(workflow.stages);
  const origins = new Map<string, Path>();
  const expect = (name: string, path: Path): boolean => {
    const known = namesIn(stages);
    if (known.has(name)) return true;
    const [near] = nearest(name, known, 1);
    problems.add(
      path,
      `names ${name}, which is no stage of the plan`,
      near === undefined ? "Name a stage that is there." : `Did you mean ${near}?`,
    );
    return false;
  };
  changes.remove?.forEach((name, i) => {
    if (expect(name, [...base, "remove", i])) {
      stages = inLists(stages, (list) => list.filter((stage) => stage.name !== name));
    }
  });
  changes.replace?.forEach((stage, i) => {
    const path = [...base, "replace", i];
    if (!expect(stage.name, [...path, "name"])) return;
    origins.set(stage.name, path);
    stages = inLists(stages, (list) =>
      list.map((each) => (each.name === stage.name ? plain(stage) : each)),
    );
  });
  changes.add?.forEach(({ after, ...stage }, i) => {
    const path = [...base, "add", i];
    if (namesIn(stages).has(stage.name)) {
      const fix = "Give it another name, or replace the stage.";
      problems.add([...path, "name"], `is ${stage.name}, as a stage of the plan is named`, fix);
    } else if (after === undefined) {
      stages = [...stages, plain(stage)];
    } else if (expect(after, [...path, "after"])) {
      stages = inLists(stages, (list) =>
        list.flatMap((each) => (each.name === after ? [each, plain(stage)] : [each])),
      );
    }
    origins.set(stage.name, path);
  });
  return { workflow: { ...workflow, stages }, origins };
};

type Stages = readonly JsonObject[];

/** Edits a list of stages, and the lists in its stages. */
const inLists = (stages: Stages, edit: (list: Stages) => Stages): Stages =>
  edit(stages).map((stage) => {
    const { stages: inner, branches } = stage;
    return {
      ...stage,
      ...(inner === undefined ? {} : { stages: inLists(stagesOf(inner), edit) }),
      ...(branches === undefined ? {} : { branches: inLists(stagesOf(branches), edit) }),
    };
  });

const namesIn = (stages: Stages): ReadonlySet<string> => {
  const names = new Set<string>();
  inLists(stages, (list) => {
    for (const { name } of list) names.add(String(name));
    return list;
  });
  return names;
};

const stagesOf = (value: Json | undefined): Stages =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** What came as JSON is JSON, which the schema of its shape does not say. */
const plain = (stage: object): JsonObject => JSON.parse(JSON.stringify(stage));
