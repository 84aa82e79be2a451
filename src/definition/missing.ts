import type { Making } from "./making.ts";

/** Reports a key that a stage needs, unless its shape is already known to be wrong. */
export const missing = (
  { at, compiling }: Pick<Making, "at" | "compiling">,
  key: string,
  fix: string,
): null => {
  const path = [...at.path, key];
  if (!compiling.problems.has(path)) compiling.problems.add(path, "is missing", fix);
  return null;
};
