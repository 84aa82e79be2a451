import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { TokenUsage } from "../state/step.ts";
import type { Draft } from "./draft.ts";

/** Records what an ended attempt really consumed, in place of what was counted for it so far. */
export const measureUsage = (
  draft: Draft,
  { step: name, use, usage }: IntentOf<"measure_usage">,
): Refusal | undefined => {
  const attempt = draft
    .state()
    .steps.get(name)
    ?.attempts.find((each) => each.use === use);
  if (attempt === undefined) {
    return refuse(
      "not_found",
      `No attempt at ${name} was claimed by tool use ${use}.`,
      "Nothing needs to be done: the workflow was rewound past it.",
    );
  }
  if (attempt.end === null) {
    return refuse(
      "not_ready",
      `Attempt ${attempt.number} at ${name} still runs.`,
      "Measure it when it has ended.",
    );
  }
  if (attempt.usage !== null && same(attempt.usage, usage)) return undefined;
  const tokens = spent(usage);
  draft.emit({
    type: "usage_measured",
    step: name,
    attempt: attempt.number,
    usage,
    tokens,
    change: tokens - (attempt.tokens ?? 0),
  });
  return undefined;
};

/** What the client reads again from its cache was counted when it was written there. */
const spent = ({ input, output, cacheWrite }: TokenUsage): number => input + output + cacheWrite;

const same = (a: TokenUsage, b: TokenUsage): boolean =>
  a.input === b.input &&
  a.output === b.output &&
  a.cacheWrite === b.cacheWrite &&
  a.cacheRead === b.cacheRead;
