import { dirname, join } from "node:path";
import type { ErrorCategory } from "../core/recovery/category.ts";
import { failClaims, measureClaims, pauseFor } from "../engine/client/end-claims.ts";
import { notesOf, speaker } from "./agent-notes.ts";
import type { HookAnswer, HookEvent } from "./event.ts";
import { openStore } from "./open-store.ts";
import { type Payload, textOf } from "./payload.ts";
import { errandIn } from "./transcript-errand.ts";
import { usageIn } from "./usage.ts";
import { withPorts } from "./with-ports.ts";

/** The client's kinds of errors that every further agent would meet too: nothing more is started. */
const walls: ReadonlySet<string> = new Set([
  "billing_error",
  "rate_limit",
  "account_on_hold",
  "authentication_failed",
  "oauth_org_not_allowed",
  "verification_required",
  "cloud_credential_error",
]);

/** When an error of the model's service ends a turn: the attempt has failed, and billing or quota errors pause the workflow. */
export const stopFailure = async (event: HookEvent): Promise<HookAnswer> => {
  const { env, payload } = event;
  const kind = textOf(payload, "error") ?? "unknown";
  const agent = textOf(payload, "agent_id");
  const name = speaker(agent, textOf(payload, "session_id"));
  // The main thread of a session can be told to go on, and holds its claims until then.
  if (name === null || (agent === null && !walls.has(kind))) return "";
  const { claims: uses } = notesOf(env, name);
  const transcript = agent === null ? null : transcriptOf(payload, agent);
  const errand = uses.length > 0 || !walls.has(kind) ? null : await errandIn(transcript);
  if ((uses.length === 0 && errand === null) || !(await hasDatabase(event))) return "";
  const { createRedactor } = await import("../server/secrets/create-redactor.ts");
  const last = textOf(payload, "last_assistant_message") ?? "the model's service ended the turn";
  const message = createRedactor(env).clean(`${kind}: ${last}`).text;
  const error = { category: categoryOf(kind), message, step: null, suggestion: null };
  await withPorts(event, async (ports, caller) => {
    await failClaims(ports, uses, error, caller);
    if (errand !== null) await pauseFor(ports, errand, message, caller);
    if (transcript !== null && uses.length > 0)
      await measureClaims(ports, await usageIn(transcript, uses), caller);
  });
  return "";
};

const categoryOf = (kind: string): ErrorCategory => {
  if (walls.has(kind)) return "quota";
  // No second try finds a model that is not there.
  return kind === "model_not_found" ? "blocker" : "transient";
};

const hasDatabase = async (event: HookEvent): Promise<boolean> => {
  const store = await openStore(event);
  await store?.close();
  return store !== null;
};

/** Where the client keeps a sub-agent's transcript: this event, unlike SubagentStop, does not say. */
const transcriptOf = (payload: Payload, agent: string): string | null => {
  const main = textOf(payload, "transcript_path");
  const session = textOf(payload, "session_id");
  if (main === null || session === null || speaker(agent, null) === null) return null;
  return join(dirname(main), session, "subagents", `agent-${agent}.jsonl`);
};
