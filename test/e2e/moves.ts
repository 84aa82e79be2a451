import type { ToolCaller } from "./client.ts";
import type { Content } from "./content.ts";

/** Arguments of create_handoff for work that asks for no evidence. */
export const work = (more: object = {}) => ({
  to_agent: "marcus-backend",
  context: { feature_description: "Add a login endpoint" },
  expected_output: { deliverables: [], acceptance_criteria: [] },
  ...more,
});

/** Creates such a handoff. */
export const create = (through: ToolCaller, more: object = {}): Promise<Content> =>
  through.call("create_handoff", work(more));

/** What names a handoff. */
type Named = Pick<Content, "handoff_id">;
/** What a claim gave. */
type Claimed = Pick<Content, "handoff_id" | "lease_token">;

/** Claims a handoff. */
export const claim = (through: ToolCaller, { handoff_id }: Named, more: object = {}) =>
  through.call("execute_handoff", { handoff_id, ...more });

/** Arguments that complete a claimed handoff. */
export const completion = ({ handoff_id, lease_token }: Claimed, more: object = {}) => ({
  handoff_id,
  lease_token,
  status: "completed",
  summary: "Done",
  ...more,
});

/** Completes a claimed handoff. */
export const finish = (through: ToolCaller, claimed: Claimed, more: object = {}) =>
  through.call("complete_handoff", completion(claimed, more));

/** Fails a claimed handoff. */
export const fail = (through: ToolCaller, claimed: Claimed, error: object, more: object = {}) =>
  finish(through, claimed, { status: "failed", summary: "It failed", error, ...more });

/** Claims a handoff and completes it. */
export const doWork = async (through: ToolCaller, handoff: Named, more: object = {}) =>
  finish(through, await claim(through, handoff), more);

/** Claims a handoff and fails it. */
export const failWork = async (through: ToolCaller, handoff: Named, error: object) =>
  fail(through, await claim(through, handoff), error);
