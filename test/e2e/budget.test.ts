import { estimateTokenCount } from "tokenx";
import { describe, expect, test } from "vitest";
import type { Person } from "./client.ts";
import { baton } from "./command-line.ts";
import { claim, create, doWork, fail, finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";
import { virtualBaton } from "./virtual-baton.ts";

/** Two steps of one agent, one after the other, under these limits. */
const bounded = (limits: string, more = ""): { readonly definition: string } => ({
  definition: `workflow:
  name: bounded
  limits: ${limits}
${more}  stages:
    - name: first
      agent: builder
    - name: second
      agent: builder
`,
});

const approve: Person = () => ({ action: "accept", content: { decision: "approve" } });

describe("over stdio", () => {
  const shared = sharedSession({ env: { CLAUDE_CODE_SESSION_ID: "s-e2e" } });

  test("a workflow's budget is driven to critical, refused, optimized, and work goes on", async () => {
    const { session } = shared();
    const { workflow_id, ...first } = await create(session, { step: "first" });
    await doWork(session, first);
    const of = { workflow_id };
    const plan = { ...of, action: "charge", pool: "plans", label: "first", tokens: 29_000 };
    const charged = await session.call("budget", plan);
    expect(charged).toMatchObject({
      charged: 29_000,
      measured: "stated",
      total: { used: 29_000, percent: 19 },
      next: "Call budget with action optimize.",
    });
    const second = await create(session, { ...of, step: "second" });
    expect(second.budget).toMatch(/^critical in this workflow: plans 29000 of 30000 tokens/);
    expect(await session.call("status", of)).toMatchObject({ budget: second.budget });
    const refusal = await session.refused("execute_handoff", { handoff_id: second.handoff_id });
    expect(refusal).toMatchObject({ code: "budget_critical", details: { workflow_id } });
    expect(refusal.fix).toContain(`action optimize and workflow_id ${workflow_id}`);
    expect(await session.call("budget", { ...of, action: "optimize" })).toMatchObject({
      freed: 29_000,
      steps: [
        { tier: "learnings", tokens: 0 },
        { tier: "archive", tokens: 0 },
        { tier: "context7", tokens: 0 },
        { tier: "plans", did: "pruned first", tokens: 29_000 },
      ],
      requests: [],
      total: { used: 0, status: "ok" },
    });
    const claimed = await claim(session, second);
    expect(claimed).not.toHaveProperty("budget");
    expect(await finish(session, claimed)).toMatchObject({ status: "completed" });
  });

  test("a claim without an id passes a workflow by whose budget is critical, and says why", async () => {
    const session = await openSession(scratchProject());
    const { workflow_id } = await create(session);
    const full = { workflow_id, action: "charge", pool: "backlog", tokens: 15_000, label: "all" };
    await session.call("budget", full);
    const nothing = await session.call("execute_handoff", {});
    expect(nothing).toMatchObject({ handoff_id: null });
    expect(nothing.waiting[0]?.for).toMatch(/context budget of workflow .* is critical/);
    const { handoff_id } = await create(session);
    expect(await session.call("execute_handoff", {})).toMatchObject({ handoff_id });
  });

  test("where Baton can do nothing alone, it asks for exactly what helps", async () => {
    const { session } = shared();
    const { workflow_id, ...handoff } = await create(session);
    const of = { workflow_id };
    const entry = { ...of, action: "charge", pool: "learnings", label: "api quirks" };
    await session.call("budget", { ...entry, tokens: 19_500, tier: 2 });
    const { requests } = await session.call("budget", { ...of, action: "optimize" });
    expect(requests).toMatchObject([
      {
        do: "summarise",
        label: "api quirks",
        text: 'Summarise "api quirks" (learnings, 19500 tokens) to 4875 tokens and charge it anew under the same label.',
      },
    ]);
    await session.refused("execute_handoff", { handoff_id: handoff.handoff_id });
    await session.call("budget", { ...entry, tokens: 4_875, tier: 2 });
    expect(await claim(session, handoff)).toMatchObject({ attempt: 1 });
  });

  test("tokens of a text are estimated, and the result says so", async () => {
    const { session } = shared();
    const text = "A plan in several words, with commas, and numbers such as 12,345.";
    const entry = { action: "charge", pool: "backlog", label: "said", text };
    expect(await session.call("budget", entry)).toMatchObject({
      charged: estimateTokenCount(text),
      measured: "estimated",
      session_id: "s-e2e",
    });
    expect(await session.call("budget", { action: "status" })).toMatchObject({
      entries: [{ label: "said", measured: "estimated", by: "test-client" }],
    });
    await session.call("budget", { action: "release", label: "said" });
  });

  test("the text of a result has the pools as a table", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const of = { workflow_id };
    for (const [pool, tokens] of [
      ["reserved", 20_000],
      ["learnings", 15_000],
      ["context7", 12_000],
    ]) {
      await session.call("budget", { ...of, action: "charge", pool, tokens });
    }
    const reply = await session.request("tools/call", {
      name: "budget",
      arguments: { ...of, action: "status" },
    });
    expect(reply.content[0]?.text).toContain(
      [
        "Pool            Used     Soft   Status",
        "─────────────────────────────────────────",
        "reserved       20000    30000   OK",
        "learnings      15000    20000   OK",
        "backlog            0    15000   OK",
        "plans              0    30000   OK",
        "context7       12000    25000   OK",
        "working            0    30000   OK",
        "─────────────────────────────────────────",
        "TOTAL          47000   150000   OK (31%)",
      ].join("\n"),
    );
  });

  test("the brief of an attempt is in the ledger until the attempt has ended", async () => {
    const { session } = shared();
    const { workflow_id, ...handoff } = await create(session);
    const of = { workflow_id, action: "status" };
    const claimed = await claim(session, handoff);
    const { total, briefs } = await session.call("budget", of);
    const weight = estimateTokenCount(claimed.brief);
    const { used } = Object(total);
    expect(briefs).toEqual({ working: used, learnings: 0 });
    // Counted by its parts.
    expect(Math.abs(used - weight)).toBeLessThan(20);
    await fail(session, claimed, { category: "code_error", message: "it broke" });
    expect(await session.call("budget", of)).toMatchObject({ total: { used: 0 } });
  });

  test("a repeated call charges once", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const entry = {
      workflow_id,
      action: "charge",
      pool: "plans",
      tokens: 7,
      idempotency_key: "k7",
    };
    await session.call("budget", entry);
    expect(await session.call("budget", entry)).toMatchObject({ replayed: true });
    const status = { workflow_id, action: "status" };
    expect(await session.call("budget", status)).toMatchObject({ total: { used: 7 } });
  });

  test.each([
    ["status takes no pool", { action: "status", pool: "plans" }],
    ["charge needs a pool", { action: "charge", tokens: 1 }],
    ["charge takes tokens or text", { action: "charge", pool: "plans", tokens: 1, text: "x" }],
    ["charge needs one of them", { action: "charge", pool: "plans" }],
    ["allocate needs tokens", { action: "allocate", pool: "plans" }],
    ["release needs to know what", { action: "release" }],
    ["optimize takes no tokens", { action: "optimize", tokens: 1 }],
  ])("%s", async (_, args) => {
    expect(await shared().session.refused("budget", args)).toMatchObject({ code: "invalid_input" });
  });

  test("the session's own budget stops its claims, survives the server, and leaves others alone", async () => {
    const project = scratchProject();
    const env = { CLAUDE_CODE_SESSION_ID: "s-full" };
    const session = await openSession(project, { env });
    const handoff = await create(session);
    await session.call("budget", { action: "allocate", pool: "working", tokens: 100 });
    await session.call("budget", { action: "charge", pool: "working", tokens: 99, label: "chat" });
    await session.kill("SIGKILL");
    const again = await openSession(project, { env });
    const { handoff_id } = handoff;
    const refusal = await again.refused("execute_handoff", { handoff_id });
    expect(refusal).toMatchObject({ code: "budget_critical" });
    expect(refusal.message).toMatch(/this session is critical: working 99 of 100 tokens/);
    const other = await openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "s-other" } });
    expect(await claim(other, handoff)).not.toHaveProperty("budget");
    await again.call("budget", { action: "release", label: "chat" });
    expect(await claim(again, await create(again))).toMatchObject({ attempt: 1 });
  });
});

describe("limits", () => {
  test("that are reached pause the workflow, ask the human, and let work go on", async () => {
    const session = await openSession(scratchProject(), { person: approve });
    const { workflow_id } = await session.call("start_workflow", bounded("{ attempts: 1 }"));
    const one = await session.call("execute_handoff", { workflow_id });
    const { ready } = await finish(session, one);
    expect(ready).toHaveLength(1);
    const [entry] = ready;
    const refusal = await session.refused("execute_handoff", { handoff_id: entry?.handoff_id });
    expect(refusal).toMatchObject({ code: "workflow_not_running", details: { limit: "attempts" } });
    const { task_id } = Object(refusal.details);
    const paused = await session.call("status", { workflow_id });
    expect(paused.status).toBe("paused");
    expect(paused.next).toContain(`decide_task with task_id ${task_id}`);
    expect(
      await session.refused("control_workflow", { workflow_id, action: "unpause", reason: "x" }),
    ).toMatchObject({ code: "forbidden" });
    expect(await session.call("decide_task", { task_id })).toMatchObject({ decision: "approve" });
    const two = await session.call("execute_handoff", { workflow_id });
    expect(await finish(session, two)).toMatchObject({
      workflow: { status: "completed", progress: { completed: 2, total: 2 } },
    });
  });

  test("on tokens take what agents state, else what their agents used before, and say which", async () => {
    const session = await openSession(scratchProject());
    const start = () => session.call("start_workflow", bounded("{ tokens: 10000 }"));
    const detailed = async (workflow_id: string) =>
      session.call("status", { workflow_id, response_format: "detailed" });
    const { workflow_id } = await start();
    await finish(session, await session.call("execute_handoff", { workflow_id }), {
      tokens_used: 4_000,
    });
    // What the one attempt told is what the next is taken to need.
    const second = await session.call("execute_handoff", { workflow_id });
    expect(await detailed(workflow_id)).toMatchObject({
      limits: { tokens: { used: 4_000, reserved: 4_000, limit: 10_000 }, attempts: { used: 2 } },
    });
    await finish(session, second);
    expect(await detailed(workflow_id)).toMatchObject({
      tokens_used: 4_000,
      tokens_estimated: 4_000,
      limits: { tokens: { used: 8_000, reserved: 0 } },
    });
  });

  test("on money need the operator's price", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const plan = bounded("{ money: 2 }");
    for (const more of [{}, { dry_run: true }]) {
      const refusal = await session.refused("start_workflow", { ...plan, ...more });
      expect(refusal).toMatchObject({ code: "definition_invalid" });
      expect(refusal.fix).toContain("config set-price");
    }
    expect(await baton(project, ["config", "set-price", "500"])).toMatchObject({ code: 1 });
    const env = { BATON_ASSUME_OPERATOR: "1" };
    expect(await baton(project, ["config", "set-price", "-1"], { env })).toMatchObject({ code: 2 });
    expect(await baton(project, ["config", "set-price", "500"], { env })).toMatchObject({
      code: 0,
    });
    expect((await baton(project, ["config"])).stdout).toContain("500 for a million tokens");
    const { workflow_id } = await session.call("start_workflow", plan);
    await finish(session, await session.call("execute_handoff", { workflow_id }), {
      tokens_used: 3_000,
    });
    // 3,000 tokens cost 1.5, and as many again would pass 2.
    const nothing = await session.call("execute_handoff", { workflow_id });
    expect(nothing).toMatchObject({ handoff_id: null, workflow_status: "paused" });
    expect(await session.call("status", { workflow_id, view: "tasks" })).toMatchObject({
      tasks: [{ kind: "limit", status: "open" }],
    });
    await baton(project, ["config", "set-price", "none"], { env });
    await session.refused("start_workflow", plan);
  });

  test("on time stand still while paused, then pause and ask", async () => {
    const at = await virtualBaton(scratchProject(), { person: approve });
    const { workflow_id } = await at.call("start_workflow", bounded("{ wall: 10m }"));
    const control = (action: string) =>
      at.call("control_workflow", { workflow_id, action, reason: "lunch" });
    await control("pause");
    await at.pass(3_600);
    await control("unpause");
    await at.pass(599);
    expect(await at.call("status", { workflow_id })).toMatchObject({ status: "running" });
    await at.pass(1);
    const paused = await at.call("status", { workflow_id });
    expect(paused).toMatchObject({ status: "paused", reason: expect.stringMatching(/time/) });
    const { next } = await at.call("status", { workflow_id });
    const [task_id] = /task_[0-9a-f]{12}/.exec(next) ?? [];
    await at.call("decide_task", { task_id });
    await doWork(at, await readyIn(at, workflow_id));
    await at.pass(599);
    expect(await doWork(at, await readyIn(at, workflow_id))).toMatchObject({
      workflow: { status: "completed" },
    });
  });

  test("and soft limits come from the definition; briefs that come near them are told before the start", async () => {
    const session = await openSession(scratchProject());
    const plan = bounded("{}", "  budget: { working: 600, plans: 90000 }\n");
    const { warnings } = await session.call("start_workflow", { ...plan, dry_run: true });
    expect(warnings).toEqual([
      expect.stringMatching(/briefs of what can run at once come to about \d+ of 600 tokens/),
    ]);
    const { workflow_id } = await session.call("start_workflow", plan);
    expect(await session.call("budget", { workflow_id, action: "status" })).toMatchObject({
      pools: expect.arrayContaining([
        { pool: "plans", used: 0, soft: 90_000, status: "ok" },
        { pool: "working", used: 0, soft: 600, status: "ok" },
      ]),
    });
  });

  test("that make no sense are refused with their path and a fix", async () => {
    const session = await openSession(scratchProject());
    const refused = async (limits: string) => {
      const { details } = await session.refused("start_workflow", bounded(limits));
      const [problem] = Object(details).problems;
      return `${problem.path}: ${problem.what} ${problem.fix}`;
    };
    expect(await refused("{ wall: 30s }")).toMatch(/^limits.wall: .* from 1m to 7d/);
    expect(await refused("{ tokens: 0 }")).toMatch(/^limits.tokens: /);
    expect(await refused("{ token: 5 }")).toMatch(/^limits.token: .*tokens/);
  });
});

const readyIn = async (through: Parameters<typeof doWork>[0], workflow_id: string) => {
  const { ready } = await through.call("status", { workflow_id });
  return { handoff_id: ready[0]?.handoff_id ?? "" };
};
