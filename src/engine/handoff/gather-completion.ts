import type { ArtifactFacts, Completion } from "../../core/command/completion.ts";
import { contractGaps } from "../../core/decide/contract-gaps.ts";
import { guardLease } from "../../core/decide/guard-lease.ts";
import type { Blob } from "../../core/port/unit.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { noRules } from "../../core/rules.ts";
import type { CheckResult, Step } from "../../core/state/step.ts";
import type { Ports } from "../ports.ts";
import { storeValue } from "../value.ts";
import { amendmentIn, type Completed } from "./amendment-in.ts";
import type { ArtifactInput, CompleteHandoffInput } from "./complete-handoff-input.ts";

/** Largest `outputs`, in bytes of JSON. */
const outputsLimit = 262_144;

/** A completion with everything the outside world says of it. Checks run only when all else holds. */
export const gatherCompletion = async (
  ports: Ports,
  input: CompleteHandoffInput,
  of: Completed,
): Promise<{ readonly completion: Completion; readonly blobs: readonly Blob[] } | Refusal> => {
  const outputs = input.outputs ?? null;
  const kept = outputs === null ? null : storeValue(ports, outputs);
  if (kept !== null && kept.bytes > outputsLimit) {
    return refuse(
      "too_large",
      `outputs has ${kept.bytes} bytes, at most ${outputsLimit} are kept.`,
      "Write it to a file and name that as an artifact.",
    );
  }
  const [artifacts, git] = await Promise.all([
    Promise.all((input.artifacts ?? []).map((artifact) => inspectArtifact(ports, artifact))),
    ports.workplace.git(),
  ]);
  const outside = artifacts.find(isRefusal);
  if (outside !== undefined) return outside;
  const amendment = await amendmentIn(ports, of, outputs);
  if (amendment !== null && "code" in amendment) return amendment;
  const completion: Completion = {
    token: input.lease_token,
    summary: input.summary,
    outputs,
    storedOutputs: kept?.stored ?? null,
    artifacts: artifacts.filter((artifact) => !isRefusal(artifact)),
    criteria: input.criteria ?? [],
    checks: [],
    decisions: input.decisions ?? [],
    learnings: input.learnings ?? [],
    tokensUsed: input.tokens_used ?? null,
    git,
    amendment,
  };
  const checks = await runChecks(ports, completion, of.step);
  return { completion: { ...completion, checks }, blobs: kept?.blobs ?? [] };
};

/** Looks an artifact up in the project; refuses paths that lead out of it. */
export const inspectArtifact = async (
  ports: Ports,
  artifact: ArtifactInput,
): Promise<ArtifactFacts | Refusal> => {
  const facts = await ports.workplace.inspect(artifact.path);
  if ("outside" in facts) {
    return refuse(
      "forbidden",
      `Artifact ${artifact.path} lies outside the project.`,
      "Put the file into the project (or one of its worktrees) and name it from there.",
    );
  }
  return {
    type: artifact.type,
    path: artifact.path,
    description: artifact.description ?? "",
    deliverable: artifact.deliverable ?? null,
    ...facts,
  };
};

const isRefusal = (value: ArtifactFacts | Refusal): value is Refusal => "code" in value;

const runChecks = async (
  ports: Ports,
  completion: Completion,
  step: Step | undefined,
): Promise<readonly CheckResult[]> => {
  const expected = step?.contract.payload.expected_output;
  const names = expected?.checks ?? [];
  if (expected === undefined || names.length === 0) return [];
  if (guardLease(step, completion.token).type === "refused") return [];
  // The schema is judged with the commit; everything else can be told before minutes go into checks.
  if (contractGaps(expected, completion, { ...noRules, validate: () => [] }).length > 0) {
    return [];
  }
  const results: CheckResult[] = [];
  for (const name of names) results.push(await ports.workplace.runCheck(name));
  return results;
};
