import type { JsonObject } from "../../core/json.ts";
import type { Artifact } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Ports } from "../ports.ts";

/** Artifacts whose file is gone or has other content than when it was recorded; the latest record of each path counts. */
export const driftedArtifacts = async (
  ports: Ports,
  state: WorkflowState,
): Promise<readonly JsonObject[]> => {
  const latest = new Map<string, Artifact>();
  for (const artifact of state.artifacts.values()) {
    const known = latest.get(artifact.path);
    if (known === undefined || artifact.at >= known.at) latest.set(artifact.path, artifact);
  }
  const checked = await Promise.all(
    [...latest.values()].map(async (artifact): Promise<JsonObject | null> => {
      if (artifact.sha256 === null) return null;
      const facts = await ports.workplace.inspect(artifact.path);
      if ("outside" in facts || !facts.exists)
        return { path: artifact.path, what: "is gone", by: artifact.agent };
      return facts.sha256 === artifact.sha256
        ? null
        : { path: artifact.path, what: "has changed", by: artifact.agent };
    }),
  );
  return checked.filter((each) => each !== null).slice(0, 20);
};
