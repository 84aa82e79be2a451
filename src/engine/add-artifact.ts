import type { artifactTypes } from "../core/contract.ts";
import type { Answer } from "./answer.ts";
import { asWorkflow } from "./as-workflow.ts";
import { guardToken } from "./checkpoint.ts";
import { doDue } from "./due/do-due.ts";
import { findWorkflow } from "./find-by-id.ts";
import { inspectArtifact } from "./handoff/gather-completion.ts";
import type { Caller, Ports } from "./ports.ts";
import { runCommand } from "./run-command.ts";

/** Arguments of add_artifact. */
export interface AddArtifactInput {
  readonly workflow_id: string;
  readonly agent: string;
  readonly type: (typeof artifactTypes)[number];
  readonly path: string;
  readonly description?: string | undefined;
  readonly lease_token?: string | undefined;
}

/** Records a file or link that exists, with its hash, so that a later change of it shows. */
export const addArtifact = async (
  ports: Ports,
  input: AddArtifactInput,
  caller: Caller,
): Promise<Answer> => {
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  const stale = await guardToken(ports, row.workflow, input.lease_token);
  if (stale !== null) return stale;
  const artifact = await inspectArtifact(ports, input);
  if ("code" in artifact) return artifact;
  await doDue(ports, row.workflow);
  return runCommand(ports, {
    stream: row.workflow,
    intent: { type: "add_artifact", agent: input.agent, artifact },
    caller,
    ids: 1,
    content: (after) => {
      const all = [...asWorkflow(after).artifacts.values()];
      const added = all
        .filter((each) => each.path === input.path)
        .reduce((a, b) => (b.at >= a.at ? b : a));
      return {
        artifact_id: added.id,
        workflow_id: row.workflow,
        path: added.path,
        ...(added.sha256 === null ? {} : { sha256: added.sha256 }),
        ...(added.bytes === null ? {} : { size: added.bytes }),
      };
    },
  });
};
