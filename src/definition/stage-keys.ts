/** Every type of stage. */
export const stageTypes = [
  "agent",
  "sequential",
  "parallel",
  "conditional",
  "loop",
  "for_each",
  "workflow",
  "wait",
  "event",
  "emit",
  "set",
  "approval",
] as const;
/** See {@link stageTypes}. */
export type StageType = (typeof stageTypes)[number];

const common = ["name", "type", "needs", "when", "on_error", "outputs"];
/** Settings of an agent's work; on a stage with a body all but the timeout hold for every agent in it. */
const work = [
  "task",
  "timeout",
  "retry",
  "on_failure",
  "priority",
  "resources",
  "uses",
  "expects",
  "checkpoint",
  "risky",
  "sla",
];

const own: Readonly<Record<StageType, readonly string[]>> = {
  agent: [...work, "agent", "capabilities", "estimate", "compensate"],
  sequential: [...work, "agents", "stages"],
  parallel: [...work, "branches", "merge_condition"],
  conditional: ["condition", "on_true", "on_false", "switch", "otherwise"],
  loop: [...work, "stages", "until", "max_iterations"],
  for_each: [
    ...work,
    "items",
    "as",
    "stages",
    "agent",
    "capabilities",
    "max_parallel",
    "estimate",
    "compensate",
  ],
  workflow: ["use", "input", "timeout", "sla", "compensate"],
  wait: ["for", "until", "signal", "correlate", "timeout", "on_timeout"],
  event: ["first_of"],
  emit: ["signal", "to", "payload"],
  set: ["set"],
  approval: [
    ...["task", "assignees", "role", "quorum", "form", "due", "reminders", "escalate_to"],
    ...["on_reject", "four_eyes", "sla"],
  ],
};

/** The keys a stage of a type may have. */
export const keysOf = (type: StageType): readonly string[] => [...common, ...own[type]];

/** Types that may have a key, for a hint. */
export const typesWith = (key: string): readonly StageType[] =>
  stageTypes.filter((type) => own[type].includes(key));

/** The type that a stage's keys tell; null when they tell none. */
export const typeByKeys = (stage: Readonly<Record<string, unknown>>): StageType | null => {
  const has = (key: string) => stage[key] !== undefined;
  if (has("items")) return "for_each";
  if (has("branches") || has("merge_condition")) return "parallel";
  if (["condition", "switch", "on_true", "on_false", "otherwise"].some(has)) return "conditional";
  if (has("max_iterations") || (has("stages") && has("until"))) return "loop";
  if (has("use")) return "workflow";
  if (has("set")) return "set";
  if (has("first_of")) return "event";
  if (has("to") || has("payload")) return "emit";
  if (has("for") || has("signal")) return "wait";
  if (["assignees", "role", "quorum", "on_reject", "four_eyes"].some(has)) return "approval";
  if (has("agents") || has("stages")) return "sequential";
  if (has("agent") || has("capabilities")) return "agent";
  return has("until") ? "wait" : null;
};

/** Keys and types of the language that this version has not, with what to do instead. */
export const notYet: Readonly<Record<string, string>> = {
  limits: "Leave limits out.",
};
