import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Draft } from "./draft.ts";
import { shortId } from "./short-id.ts";

/** Records a file or link that exists, outside of any completion. */
export const addArtifact = (
  draft: Draft,
  intent: IntentOf<"add_artifact">,
): Refusal | undefined => {
  const { exists, ...facts } = intent.artifact;
  if (!exists) {
    return refuse(
      "not_found",
      `There is no file ${facts.path} in the project or its worktrees.`,
      "Write the file first, or give the path relative to the project.",
    );
  }
  const id = shortId("art", draft.takeId());
  draft.emit({
    type: "artifact_added",
    artifact: { ...facts, id, agent: intent.agent, step: null },
  });
  return undefined;
};
