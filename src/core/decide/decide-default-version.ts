import type { Command } from "../command/command.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { DefaultVersion } from "../state/default-version.ts";
import type { Decision } from "./decision.ts";

/** Chooses the version that starts without one get; choosing what is chosen changes nothing. */
export const decideDefaultVersion = (
  state: DefaultVersion,
  { intent, at, actor }: Command,
): Decision | Refusal => {
  if (intent.type !== "use_version") {
    return refuse(
      "internal",
      "a choice of a version is not a workflow",
      "Report this as a defect.",
    );
  }
  const { use } = intent;
  const done = { type: "decided", rows: [], messages: [], refusal: null } as const;
  if (use === state.use) return { ...done, events: [], after: state };
  const data = { type: "default_version_set", use } as const;
  const after = { ...state, version: state.version + 1, use };
  return { ...done, events: [{ data, at, actor }], after };
};
