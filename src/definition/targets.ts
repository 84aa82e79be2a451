import type { Target } from "./compiling.ts";
import type { StageSource } from "./source-schema.ts";

/** The stages that a stage leads to by name. */
export const targetsOf = (stage: StageSource): readonly Target[] => {
  const { on_true: yes, on_false: no, otherwise } = stage;
  const targets: Target[] = [];
  // A choice that may take none of its ways goes on to what stands after it, too.
  const closes =
    stage.switch === undefined ? yes !== undefined && no !== undefined : otherwise !== undefined;
  if (yes !== undefined) targets.push({ to: yes, key: ["on_true"], closes });
  if (no !== undefined) targets.push({ to: no, key: ["on_false"], closes });
  stage.switch?.forEach(({ goto }, i) => {
    targets.push({ to: goto, key: ["switch", i, "goto"], closes });
  });
  if (otherwise !== undefined) targets.push({ to: otherwise, key: ["otherwise"], closes });
  stage.first_of?.forEach(({ goto }, i) => {
    targets.push({ to: goto, key: ["first_of", i, "goto"], closes: true });
  });
  if (typeof stage.on_timeout === "object") {
    targets.push({ to: stage.on_timeout.goto, key: ["on_timeout", "goto"], closes: false });
  }
  if (stage.on_reject !== undefined)
    targets.push({ to: stage.on_reject, key: ["on_reject"], closes: false });
  stage.on_error?.forEach(({ goto }, i) => {
    targets.push({ to: goto, key: ["on_error", i, "goto"], closes: false });
  });
  return targets;
};
