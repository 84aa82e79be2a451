/** What the demo saw is not what Baton promises; the message says which promise. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}

/** Stops the demo unless `held`; `saw` is shown with the promise, shortened. */
export const expect: (held: boolean, promise: string, saw?: unknown) => asserts held = (
  held,
  promise,
  saw,
) => {
  if (held) return;
  const seen = typeof saw === "string" ? saw : JSON.stringify(saw);
  throw new DemoFailure(seen === undefined ? promise : `${promise}\n  saw: ${seen.slice(0, 1500)}`);
};
