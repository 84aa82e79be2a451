import { type Path, type Problems, pathText } from "./problem.ts";
import type { StageSource } from "./source-schema.ts";

/** Reports names given twice; returns a function that makes names for nodes without one. */
export const nodeNames = (
  stages: readonly StageSource[],
  path: Path,
  problems: Problems,
): ((wanted: string) => string) => {
  const taken = new Map<string, Path>();
  const visit = (list: readonly StageSource[], at: Path): void => {
    list.forEach((stage, i) => {
      const here = [...at, i];
      if (stage.name !== undefined) {
        const first = taken.get(stage.name);
        if (first === undefined) taken.set(stage.name, here);
        else
          problems.add(
            [...here, "name"],
            `is ${stage.name}, as ${pathText(first)} is named, too`,
            "Give each stage a name of its own.",
          );
      }
      visit(stage.stages ?? [], [...here, "stages"]);
      visit(stage.branches ?? [], [...here, "branches"]);
    });
  };
  visit(stages, path);
  const counts = new Map<string, number>();
  return (wanted) => {
    const clean = wanted.replace(/[^\w.-]/g, "-").slice(0, 100);
    let count = counts.get(clean) ?? 0;
    let name = clean;
    do {
      count++;
      name = count === 1 ? clean : `${clean}-${count}`;
    } while (taken.has(name));
    counts.set(clean, count);
    taken.set(name, path);
    return name;
  };
};
