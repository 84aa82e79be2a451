import { describe, expect, test } from "vitest";
import {
  circuitCooldownMs,
  circuitThreshold,
  newRecord,
  recordOutcome,
} from "../../src/core/recovery/agent-record.ts";
import { follows, agent as planned } from "./flow/plan-of.ts";
import { given } from "./spec/given.ts";
import { stepOf } from "./spec/lived.ts";
import {
  agents,
  cancel,
  claim,
  complete,
  facts,
  fail,
  fenceOf,
  handoff,
  keepAlive,
  lapse,
  later,
  pause,
  renew,
  reroute,
} from "./spec/moves.ts";
import { agent, start } from "./spec/world.ts";

const minute = 60_000;

test("a claim is a lease with the next fencing token", () => {
  given(handoff("api", { timeout: 600 }))
    .when(claim("api", { seconds: 60, session: "s1", named: true }))
    .yields({
      type: "attempt_started",
      step: "api",
      attempt: 1,
      agent: "ben",
      lease: {
        fence: 1,
        token: "1-s3cret",
        seconds: 60,
        claimedAt: start + 1000,
        expiresAt: start + 61_000,
        deadline: start + 601_000,
        leftMs: null,
        session: "s1",
        named: true,
      },
    })
    .step("api", { status: "active", reason: "claimed by ben" });
});

test("a step is claimed once", () => {
  given(handoff("api"), claim("api", { session: "s1" }))
    .when(claim("api"))
    .refused("already_claimed", /held by ben in session s1.*take_over/);
  given(handoff("api"), claim("api"))
    .when(claim("api"))
    .refused("already_claimed", /held by ben\./);
});

test("take_over ends another's lease under a new token", () => {
  given(handoff("api"), claim("api"))
    .when(claim("api", { takeOver: true }))
    .yields(
      { type: "attempt_lapsed", attempt: 1, reason: "taken_over" },
      { type: "attempt_started", attempt: 2, lease: { fence: 2 } },
    )
    .when(complete("api", { token: "1-s3cret" }))
    .refused("stale_lease", /held under another lease/);
});

test("a lease that ran out still completes, until the step is claimed again", () => {
  given(handoff("api"), claim("api", { seconds: 10 }), later(minute))
    .when(complete("api", { token: "1-s3cret" }))
    .step("api", { status: "completed" });
  given(handoff("api"), claim("api", { seconds: 10 }), later(minute))
    .when(claim("api"))
    .yields({ type: "attempt_lapsed", reason: "expired" }, { type: "attempt_started" })
    .when(complete("api", { token: "1-s3cret" }))
    .refused("stale_lease");
});

test("a lease whose holder is gone is claimable at once", () => {
  given(handoff("api"), claim("api"))
    .when(claim("api", { goneFence: 1 }))
    .yields({ type: "attempt_lapsed", reason: "orphaned" }, { type: "attempt_started" });
  given(handoff("api"), claim("api"))
    .when(claim("api", { goneFence: 7 }))
    .refused("already_claimed");
});

test("a step that is not ready says why", () => {
  given(handoff("api"), handoff("tests", { needs: ["api"] }))
    .when(claim("tests"))
    .refused("not_ready", /not ready: needs api/);
  given(handoff("api"), claim("api"), complete("api"), handoff("ui"))
    .when(claim("api"))
    .refused("not_ready", /completed already/);
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"))
    .when(claim("api"))
    .refused("not_ready", /retry 1 of 3, after a pause.*come back when it is ready/);
  given(handoff("api"), claim("api"), fail("api", "no", { category: "blocker" }))
    .when(claim("api"))
    .refused("not_ready", /a human is asked.*view tasks/);
});

test("nothing is claimed that does not exist, or in a workflow that has ended", () => {
  given(handoff("api"))
    .when(claim("apis"))
    .refused("not_found", /Did you mean api\?/);
  given(handoff("api"), cancel()).when(claim("api")).refused("workflow_not_running");
});

test("an agent at its limit takes no more, but may take over its own", () => {
  const busy = [agents(agent("ben", { maxParallel: 1 })), facts({ loads: new Map([["ben", 1]]) })];
  given(handoff("api"), ...busy)
    .when(claim("api"))
    .refused("not_ready", /ben is busy \(1 of 1 at once\)/);
  given(handoff("api"), claim("api"), ...busy)
    .when(claim("api", { takeOver: true }))
    .yieldsTypes("attempt_lapsed", "attempt_started");
});

test("a step waits for a resource another one writes", () => {
  const held = { glob: "src/api/**", workflow: "orch_other", step: "refactor", expiresAt: 99 };
  given(handoff("api", { resources: ["src/*/index.ts"] }), facts({ held: [held] }))
    .when(claim("api"))
    .refused("not_ready", /src\/\*\/index.ts is being written by step refactor of orch_other/)
    .and((_, world) => expect(world.events).toHaveLength(4));
  given(handoff("api", { resources: ["docs/"] }), facts({ held: [held] }))
    .when(claim("api"))
    .yieldsTypes("attempt_started");
  const own = { glob: "src/**", workflow: "orch_test", step: "api", expiresAt: 99 };
  given(handoff("api", { resources: ["src/**"] }), claim("api"), facts({ held: [own] }))
    .when(claim("api", { takeOver: true }))
    .yieldsTypes("attempt_lapsed", "attempt_started");
});

describe("what the operator allows at once", () => {
  const limits = { pools: { gpu: 3 }, parallelAgents: 2 };
  const onGpu = follows(planned("train", { uses: { gpu: 2 } }));
  const inUse = (gpu: number, active = 1) => facts({ pools: new Map([["gpu", gpu]]), active });

  test("a step waits until all the units it needs are free", () => {
    given(onGpu, inUse(2))
      .when(claim("train", { limits }))
      .refused("not_ready", /train needs 2 of pool gpu, of which 1 of 3 are free/);
    given(onGpu, inUse(1)).when(claim("train", { limits })).yieldsTypes("attempt_started");
  });

  test("units a step holds itself do not stand in its way", () => {
    given(onGpu, claim("train", { limits }), inUse(3, 2))
      .when(claim("train", { limits, takeOver: true }))
      .yieldsTypes("attempt_lapsed", "attempt_started");
  });

  test("a pool that was made smaller or taken away keeps the step waiting, and says so", () => {
    given(onGpu)
      .when(claim("train", { limits: { pools: {}, parallelAgents: 2 } }))
      .refused("not_ready", /train needs 2 of pool gpu, which has 0 in all/);
  });

  test("no more agents work at once than the operator allows", () => {
    given(handoff("api"), inUse(0, 2))
      .when(claim("api", { limits }))
      .refused("not_ready", /2 agents are at work, as many as the operator allows/);
    given(handoff("api"), inUse(0, 1))
      .when(claim("api", { limits }))
      .yieldsTypes("attempt_started");
  });
});

const broken = (at: number, failures = circuitThreshold) =>
  Array.from({ length: failures }).reduce<ReturnType<typeof newRecord>>(
    (record) => recordOutcome(record, "failed", at, 10),
    newRecord("ben"),
  );

test("an open circuit stops claims, a half-open one lets a single one through", () => {
  const open = facts({ records: new Map([["ben", broken(start)]]) });
  given(handoff("api"), open)
    .when(claim("api"))
    .refused("not_ready", /ben failed too often lately/)
    .and((state) => expect(state.status).toBe("running"));
  const halfOpen = [open, later(circuitCooldownMs)];
  given(handoff("api"), ...halfOpen)
    .when(claim("api"))
    .yieldsTypes("attempt_started");
  given(handoff("api"), ...halfOpen, facts({ loads: new Map([["ben", 1]]) }))
    .when(claim("api"))
    .refused("not_ready", /on trial with another handoff/);
});

test("while a circuit is open the step goes to another agent, and the caller is told which", () => {
  const open = facts({ records: new Map([["ben", broken(start)]]) });
  given(handoff("api", { onFailure: { fallback_agent: "cleo" } }), open)
    .when(reroute("api", "cleo"))
    .told("not_ready", /went to cleo.*Launch cleo/)
    .step("api", { agent: "cleo", fellBack: true, status: "ready" });
  given(handoff("api"), open)
    .when(reroute("api", "cleo"))
    .told("not_ready")
    .step("api", { agent: "cleo", fellBack: false });
});

test("a step is not sent on without need, nor to an agent that fails as well", () => {
  given(handoff("api")).when(reroute("api", "cleo")).yields();
  const both = new Map([
    ["ben", broken(start)],
    ["cleo", broken(start)],
  ]);
  given(handoff("api"), facts({ records: both }))
    .when(reroute("api", "cleo"))
    .yields();
  given(handoff("api"), claim("api"), facts({ records: both }))
    .when(reroute("api", "ana"))
    .yields();
  given(handoff("api"), pause()).when(reroute("api", "cleo")).refused("workflow_not_running");
  given(handoff("api")).when(reroute("zzz", "cleo")).refused("not_found");
});

test("the holder of a lease prolongs it, nobody else", () => {
  given(handoff("api"), claim("api", { seconds: 60 }))
    .when(renew("api", 120))
    .yields({ type: "lease_renewed", step: "api", fence: 1, expiresAt: start + 122_000 })
    .when(renew("api", 120, "1-wrong"))
    .refused("stale_lease");
  given(handoff("api"), claim("api"))
    .when(renew("nowhere", 60))
    .refused("stale_lease", /rewound past it/);
});

test("a renewal never shortens a lease", () => {
  given(handoff("api"), claim("api", { seconds: 60 }), renew("api", 3600))
    .when(keepAlive("api"))
    .yields({ type: "lease_renewed", expiresAt: start + 2000 + 3_600_000 });
});

test("the server that holds a lease keeps it alive, and leaves others' alone", () => {
  given(handoff("api"), claim("api", { seconds: 60 }))
    .when(keepAlive("api"))
    .yields({ type: "lease_renewed", expiresAt: start + 62_000 })
    .when(keepAlive("api", 9))
    .yields()
    .when(keepAlive("nowhere"))
    .yields();
});

test("a lease that ran out or lost its holder can be ended, a live one cannot", () => {
  given(handoff("api"), claim("api"))
    .when(lapse("api"))
    .refused("conflict", /is live/)
    .when(lapse("api", { orphaned: true }))
    .yields(
      { type: "attempt_lapsed", reason: "orphaned" },
      { type: "step_ready", reason: "its lease lost its holder" },
    )
    .when(lapse("api", { fence: 1 }))
    .yields();
  given(handoff("api"), claim("api", { seconds: 10 }), later(minute))
    .when(lapse("api"))
    .yields(
      { type: "attempt_lapsed", reason: "expired" },
      { type: "step_ready", reason: "its lease ran out" },
    )
    .when(complete("api", { token: "1-s3cret" }))
    .refused("stale_lease", /attempt 1 of step api ended \(expired\); the step is ready/);
});

test("a lapse is no failure", () => {
  given(handoff("api"), claim("api"), lapse("api", { orphaned: true }))
    .when(claim("api"))
    .step("api", { failures: 0, lastError: null })
    .and((_, world) => expect(world.rows.some((row) => row.type === "agent_outcome")).toBe(false));
});

test("a token that never was is stale, whatever the step does", () => {
  given(handoff("api"))
    .when(fail("api", "no"))
    .refused("stale_lease", /step api is ready/);
});

test("fencing tokens rise through lapses, take-overs and failures", () => {
  const { world } = given(
    handoff("api"),
    handoff("ui"),
    claim("api"),
    claim("ui"),
    lapse("api", { orphaned: true }),
    claim("api"),
    claim("ui", { takeOver: true }),
    fail("api", "it broke"),
    claim("api"),
  );
  expect(fenceOf(world, "api")).toBe(5);
  expect(stepOf(world, "ui").lease?.token).toBe("4-s3cret");
});
