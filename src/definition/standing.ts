import type { Path } from "./problem.ts";
import type { StageSource } from "./source-schema.ts";
import type { StageType } from "./stage-keys.ts";

/** Where something stands. */
export interface Standing {
  readonly path: Path;
  /** The loops and for_each stages around it, from the outermost, as texts. */
  readonly bodies: readonly string[];
  /** Names that those give: `iteration`, and items. */
  readonly around: readonly string[];
}

/** Where the body of a loop or a for_each stands, with the names that it gives. */
export const bodyOf = (stage: Standing, gives: readonly string[]): Standing => ({
  path: stage.path,
  bodies: [...stage.bodies, stage.path.join(".")],
  around: [...stage.around, ...gives],
});

/** The names that the body of a stage of this type is given. */
export const givenIn = (type: StageType, stage: StageSource): readonly string[] => {
  if (type === "loop") return ["iteration"];
  return type === "for_each" ? [stage.as ?? "item", "iteration"] : [];
};
