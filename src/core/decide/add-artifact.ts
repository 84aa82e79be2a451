import type { IntentOf } from "../command/intent-of.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { WorkflowState } from "../state/workflow-state.ts";
import type { Draft } from "./draft.ts";
import { shortId } from "./short-id.ts";

/** Most artifacts one workflow may have. */
export const artifactLimit = 20_000;

/** Refuses artifacts that would be too many. */
export const guardArtifacts = ({ id, artifacts }: WorkflowState, more: number): Refusal | null =>
  artifacts.size + more <= artifactLimit
    ? null
    : refuse(
        "too_large",
        `Workflow ${id} has ${artifacts.size} artifacts, and at most ${artifactLimit} are kept.`,
        "Name a folder or a list of files as one artifact.",
      );

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
  const full = guardArtifacts(draft.state(), 1);
  if (full !== null) return full;
  const id = shortId("art", draft.takeId());
  draft.emit({
    type: "artifact_added",
    artifact: { ...facts, id, agent: intent.agent, step: null },
  });
  return undefined;
};
