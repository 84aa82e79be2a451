/** Words of an agent that the brain keeps and shows to others; ids, paths and outputs are left as they are. */
const told: ReadonlySet<string> = new Set([
  "summary",
  "task",
  "result",
  "learnings",
  "decisions",
  "error",
]);

/** The arguments of a call whose words go into the brain, without the secrets of the environment. */
export const withoutSecrets = (
  tool: string,
  args: unknown,
  redact: (text: string) => string,
): unknown => {
  const kept = tool === "complete_handoff" || tool === "log_execution";
  if (!kept || typeof args !== "object" || args === null) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      told.has(name) ? clean(value, redact) : value,
    ]),
  );
};

const clean = (value: unknown, redact: (text: string) => string): unknown => {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => clean(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, clean(inner, redact)]),
  );
};
