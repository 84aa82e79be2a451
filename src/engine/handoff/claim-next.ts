import type { JsonObject } from "../../core/json.ts";
import { acrossWorkflows, withinWorkflow } from "../../core/project/queue-order.ts";
import type { HandoffRow, WorkflowRow } from "../../core/project/row.ts";
import { type Answer, answer } from "../answer.ts";
import type { BriefDesk } from "../brief/brief-desk.ts";
import { doDue } from "../due/do-due.ts";
import { reclaim } from "../due/reclaim.ts";
import { helpersOf } from "../family.ts";
import { workflowState } from "../find-by-id.ts";
import { nextHint } from "../next-hint.ts";
import type { OwnClaims } from "../own-claims.ts";
import type { Caller, Ports } from "../ports.ts";
import { replayOf } from "../replay-of.ts";
import { waitingLines } from "../status/waiting.ts";
import { claimHandoff } from "./claim-handoff.ts";

/** Where to look for a handoff. */
export interface ClaimScope {
  readonly workflow: WorkflowRow | undefined;
  readonly agent: string | undefined;
  readonly seconds: number;
  readonly desk: BriefDesk;
}

/** How many candidates are looked at in one go, and how often. */
const page = 20;
const rounds = 50;

/** Claims the most urgent handoff that can be had; `handoff_id: null` with the reasons when there is none. */
export const claimNext = async (
  ports: Ports,
  { claiming }: OwnClaims,
  scope: ClaimScope,
  caller: Caller,
): Promise<Answer> => {
  await doDue(ports, scope.workflow?.workflow);
  await reclaim(ports, scope.workflow?.workflow);
  const passed = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    const found = await candidates(ports, scope, passed, claiming.size);
    if (found.length === 0) break;
    for (const row of found) {
      if (claiming.has(row.handoff)) continue;
      claiming.add(row.handoff);
      try {
        const { seconds, desk } = scope;
        const options = { seconds, takeOver: false, named: false, desk };
        const result = await claimHandoff(ports, row, options, caller);
        if (result.type === "content") return result;
        if (result.code === "idempotency_mismatch" || result.code === "busy") return result;
        passed.set(row.handoff, result.message);
      } finally {
        claiming.delete(row.handoff);
      }
      break;
    }
    if (found.every((row) => claiming.has(row.handoff))) await ports.clock.sleep(1);
  }
  return (await replayOf(ports, caller)) ?? nothing(ports, scope, passed);
};

/** What could be claimed: ready handoffs, and those whose lease ran out; the more urgent first. */
const candidates = async (
  ports: Ports,
  scope: ClaimScope,
  passed: ReadonlyMap<string, string>,
  claiming: number,
): Promise<readonly HandoffRow[]> => {
  const where = {
    ...(scope.agent === undefined ? {} : { agent: scope.agent }),
    limit: page + passed.size + claiming,
  };
  const rows: HandoffRow[] = [];
  const now = ports.clock.now();
  const places = await placesOf(ports, scope);
  for (const within of places) {
    const [ready, active] = await Promise.all([
      ports.store.ready({ ...where, ...within, offset: 0 }),
      ports.store.active({ ...where, ...within }),
    ]);
    rows.push(...ready);
    rows.push(...active.filter((row) => row.lease !== null && row.lease.expiresAt <= now));
  }
  return rows
    .filter((row) => !passed.has(row.handoff))
    .sort(scope.workflow !== undefined && places.length === 1 ? withinWorkflow : acrossWorkflows);
};

/** A workflow with those at work for it, or anywhere. */
const placesOf = async (
  ports: Ports,
  { workflow: row }: ClaimScope,
): Promise<readonly { readonly workflow?: string }[]> => {
  if (row === undefined) return [{}];
  const helpers = await helpersOf(ports, await workflowState(ports, row.workflow));
  return [row.workflow, ...helpers.map(({ id }) => id)].map((workflow) => ({ workflow }));
};

const nothing = async (
  ports: Ports,
  scope: ClaimScope,
  passed: ReadonlyMap<string, string>,
): Promise<Answer> => {
  const blocked: JsonObject[] = [...passed]
    .slice(0, 5)
    .map(([handoff, why]) => ({ for: why, handoff_id: handoff }));
  if (scope.workflow === undefined) {
    const open = await ports.store.workflows({ open: true, limit: 1, offset: 0 });
    return answer({
      handoff_id: null,
      waiting: blocked,
      next:
        open.length === 0
          ? "Nothing is unfinished. Create work with create_handoff."
          : "Nothing can be claimed now. Call status to see what is awaited.",
    });
  }
  const state = await workflowState(ports, scope.workflow.workflow);
  const helpers = await helpersOf(ports, state);
  return answer({
    handoff_id: null,
    workflow_id: state.id,
    waiting: [...blocked, ...waitingLines(ports, state, helpers)],
    workflow_status: state.status,
    next: nextHint(ports, state, helpers),
  });
};
