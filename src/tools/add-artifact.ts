import { z } from "zod";
import { artifactType, idempotencyKey, path, prose, short, workflowId } from "./fields.ts";
import { defineTool } from "./tool.ts";

const input = z.strictObject({
  workflow_id: workflowId,
  agent: short,
  type: artifactType,
  path,
  description: prose.optional(),
  lease_token: short.optional(),
  idempotency_key: idempotencyKey,
});

export const addArtifact = defineTool({
  name: "add_artifact",
  title: "Record an artifact",
  description:
    "Record a file of the project (or a URL) as an artifact of a workflow, with its hash, so that later agents find it and resume tells when it changed. The artifacts of a completion need no call of their own.",
  input,
  output: z.looseObject({
    artifact_id: z.string(),
    workflow_id: z.string(),
    path: z.string(),
    sha256: z.string().optional(),
    size: z.int().optional(),
  }),
  readOnly: false,
  destructive: false,
  search: "artifact file record output deliverable hash",
  run: (engine, args, { caller }) => engine.addArtifact(args, caller),
});
