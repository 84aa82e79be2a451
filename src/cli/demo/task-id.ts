/** The first `task_id` anywhere in the results, in their order; undefined when there is none. */
export const findTaskId = (...results: readonly unknown[]): string | undefined => {
  for (const result of results) {
    if (typeof result !== "object" || result === null) continue;
    const own = "task_id" in result ? result.task_id : undefined;
    if (typeof own === "string") return own;
    const inner = findTaskId(...Object.values(result));
    if (inner !== undefined) return inner;
  }
  return undefined;
};
