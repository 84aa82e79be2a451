import type { ContractArtifact } from "../contract.ts";
import type { StepResult } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** What a result produced, as another contract names it. */
export const resultArtifacts = (
  state: WorkflowState,
  result: StepResult | null,
): readonly ContractArtifact[] =>
  (result?.artifacts ?? []).flatMap((id) => {
    const found = state.artifacts.get(id);
    return found === undefined
      ? []
      : [{ type: found.type, path: found.path, description: found.description }];
  });
