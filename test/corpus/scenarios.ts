import fc from "fast-check";
import type { JsonObject } from "../../src/core/json.ts";
import type { Trigger } from "../../src/core/plan/trigger.ts";
import { newRecord } from "../../src/core/recovery/agent-record.ts";
import { agentStream } from "../../src/core/state/agent-state.ts";
import { importStream, sessionStream } from "../../src/core/state/brain-state.ts";
import { budgetStream } from "../../src/core/state/budget-state.ts";
import { defaultVersionStream } from "../../src/core/state/default-version.ts";
import { definitionStream } from "../../src/core/state/definition-state.ts";
import type { TaskDecision } from "../../src/core/state/human-task.ts";
import { keptForAll, keyAddress, signalStream } from "../../src/core/state/signal-state.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { triggerStream } from "../../src/core/state/trigger-state.ts";
import { changesTo, migrates } from "../core/flow/change-moves.ts";
import {
  agent,
  approval,
  child,
  choice,
  each,
  emit,
  firstOf,
  group,
  loop,
  planOf,
  set,
  starts,
  wait,
  waitSignal,
} from "../core/flow/plan-of.ts";
import { begins, ends, endsSession, imports } from "../core/spec/brain-moves.ts";
import { allocate, charge, optimizes, release } from "../core/spec/budget-moves.ts";
import { lived } from "../core/spec/lived.ts";
import {
  addArtifact,
  ask,
  cancel,
  checkpoint,
  claim,
  compensate,
  complete,
  type DecisionWishes,
  decides,
  fail,
  file,
  fireDue,
  forkOf,
  handoff,
  keepAlive,
  lapse,
  later,
  measure,
  noteFork,
  pause,
  remember,
  renew,
  replanStep,
  retryStep,
  returnTo,
  rewindTo,
  skipStep,
  terminate,
  unpause,
  write,
} from "../core/spec/moves.ts";
import { randomMove } from "../core/spec/random-move.ts";
import { type Move, newWorld, perform, type World, workflow } from "../core/spec/world.ts";

const story =
  (...moves: readonly Move[]) =>
  (): World =>
    lived(moves);

const blocked = (step: string) => fail(step, "no access", { category: "blocker" });

const criteria = [{ criterion: "C1", met: true, evidence: "looked" }];
const does = (...steps: readonly string[]): readonly Move[] =>
  steps.flatMap((step) => [claim(step), complete(step, { criteria })]);
const undoable = (name: string, strategy: "retry" | "rollback") =>
  agent(name, {
    compensate: { agent: "cleo", task: `undo \${steps.${name}.status}` },
    onFailure: { retry_strategy: strategy, max_retries: 1 },
  });
const order = (pay: "retry" | "rollback", more: Parameters<typeof planOf>[1]) =>
  starts(
    planOf([undoable("reserve", "retry"), undoable("ship", "retry"), undoable("pay", pay)], more),
  );

/** Nothing but what may happen, refusals left out: breadth that nobody thought of. */
const anything = (): World => {
  const [moves = []] = fc.sample(fc.array(randomMove, { minLength: 180, maxLength: 180 }), {
    seed: 20260101,
    numRuns: 1,
  });
  const world = newWorld("orch_20260101_000000_rand");
  for (const move of moves) {
    const intent = move(world);
    // A stopped workflow would end the story.
    if (intent !== null && intent.type !== "stop") perform(world, intent);
    world.at += 700;
  }
  return world;
};

/** What is recorded for every release: together these streams hold every type of event. */
export const scenarios: Readonly<Record<string, () => World>> = {
  "a-budget": story(
    handoff("api"),
    charge("plans", "roadmap", 18_000),
    charge("plans", "api", 9_000, { tier: 2, measured: "estimated" }),
    allocate("backlog", 5_000),
    claim("api", { learnings: ["lrn_1"] }),
    complete("api"),
    optimizes(),
    release("roadmap"),
  ),
  "a-session-budget": () =>
    lived(
      [
        charge("context7", "zod", 24_000),
        later(3_600_000),
        optimizes(),
        charge("reserved", null, 5),
      ],
      newWorld(budgetStream("s1")),
    ),
  "limits-that-ask": story(
    starts(
      planOf([agent("a"), agent("b")], {
        limits: { tokens: 500, money: 3, attempts: 9, wallSeconds: 600 },
        budget: { working: 9_000 },
      }),
      {},
      null,
      2_000,
    ),
    checkpoint("start"),
    claim("a", { usualTokens: 400 }),
    complete("a", { tokensUsed: 450 }),
    claim("b"),
    decides("limit", "approve"),
    later(600_000),
    fireDue(),
    decides("limit", "approve"),
    claim("b"),
    rewindTo("start", true),
    claim("a"),
  ),
  "one-handoff": story(
    handoff("api", { expects: { deliverables: ["src/a.ts"], acceptance_criteria: ["it works"] } }),
    claim("api", {
      session: "s1",
      use: "toolu_1",
      named: true,
      holder: { host: "h", pid: 7, started: "12" },
    }),
    complete("api", {
      artifacts: [file("src/a.ts")],
      criteria: [{ criterion: "C1", met: true, evidence: "42 tests" }],
      decisions: ["use a map"],
      learnings: ["maps are fast"],
      storedOutputs: { kind: "blob", sha256: "cd".repeat(32), bytes: 5000 },
      tokensUsed: 1234,
      git: { head: "abc123", branch: "main", dirty: true },
    }),
    measure("api", "toolu_1", { input: 900, output: 120, cacheWrite: 400, cacheRead: 52_000 }),
  ),
  "needs-and-next-agent": story(
    handoff("api", { to: "ben", onSuccess: { action: "handoff", next_agent: "cleo" } }),
    handoff("ui", { resources: ["src/ui/**"], priority: "p0" }),
    handoff("tests", { needs: ["api", "ui"] }),
    claim("api"),
    complete("api"),
    claim("ui"),
    complete("ui"),
    claim("tests"),
    complete("tests"),
    handoff("afterthought"),
    addArtifact("docs/notes.md"),
  ),
  "retries-and-timeouts": story(
    handoff("api", { timeout: 600 }),
    claim("api"),
    fail("api", "connect ECONNREFUSED 127.0.0.1:5432", { tokensUsed: 90 }),
    later(60_000),
    fireDue(),
    claim("api"),
    later(600_000),
    fireDue(),
    retryStep("api"),
    claim("api"),
    fail("api", "TypeError in src/a.ts:10", { category: "code_error", where: "src/a.ts" }),
    claim("api"),
    complete("api"),
  ),
  "replan-then-fallback": story(
    handoff("api", { from: "ana", onFailure: { max_retries: 0, fallback_agent: "cleo" } }),
    claim("api"),
    fail("api", "wrong", { category: "design_flaw", suggestion: "two tables" }),
    claim("ana"),
    complete("ana", { summary: "two tables, then" }),
    claim("api"),
    fail("api", "something else"),
    claim("api"),
    complete("api"),
  ),
  "rollback-and-replan-by-hand": story(
    handoff("api", { from: "ana", onFailure: { retry_strategy: "rollback" } }),
    handoff("ui"),
    claim("api"),
    fail("api", "half done"),
    claim("ui"),
    replanStep("ui"),
  ),
  "dead-letter-and-revival": story(
    handoff("api"),
    handoff("tests", { needs: ["api"] }),
    handoff("ui"),
    claim("ui"),
    claim("api"),
    blocked("api"),
    decides("escalation", "abort", { comment: "give up" }),
    retryStep("api"),
    claim("api"),
    blocked("api"),
    decides("escalation", "retry", { comment: "the key is in the vault" }),
    claim("api"),
    complete("api"),
  ),
  "question-and-answer": story(
    handoff("api"),
    claim("api"),
    ask("api", ["Which port?", "Which host?"]),
    decides("question", "answer", { answers: { q1: "8080", q2: "localhost" } }),
    claim("api"),
    complete("api"),
  ),
  "halt-and-quota": story(
    handoff("api"),
    handoff("ui", { timeout: 900 }),
    claim("api"),
    claim("ui"),
    fail("api", "You exceeded your current quota"),
    fail("ui", "Security breach: unknown key"),
    decides("halt", "retry"),
    decides("quota", "retry"),
    claim("api"),
  ),
  "pause-and-leases": story(
    handoff("api", { timeout: 600 }),
    claim("api", { seconds: 60 }),
    pause(),
    later(3_600_000),
    unpause(),
    renew("api", 120),
    keepAlive("api"),
    claim("api", { takeOver: true }),
    lapse("api", { orphaned: true }),
    claim("api", { seconds: 10 }),
    later(60_000),
    lapse("api"),
  ),
  "contract-not-met": story(
    handoff("api", { expects: { acceptance_criteria: ["it works"], checks: ["tests"] } }),
    claim("api"),
    complete("api"),
    complete("api"),
    complete("api"),
    complete("api"),
    complete("api", { tokensUsed: 10 }),
  ),
  "loop-to-the-limit": () => {
    const review = { to: "cleo", from: "ben", onSuccess: { action: "loop" } } as const;
    const world = lived([]);
    for (let round = 0; round < 6; round++) {
      const name = `review ${round}`;
      lived([handoff(name, review), claim(name), complete(name)], world);
    }
    return lived([decides("loop_limit", "retry")], world);
  },
  "memory-and-rewind": story(
    handoff("api"),
    remember("plan/port", 8080, { tags: ["net"] }),
    claim("api"),
    ask("api", ["Which host?"]),
    checkpoint("before"),
    decides("question", "answer", { comment: "localhost" }),
    remember("plan/port", 8081),
    remember("__proto__", { kind: "blob", sha256: "ef".repeat(32), bytes: 4097 }),
    handoff("ui"),
    claim("api"),
    complete("api", { tokensUsed: 55 }),
    rewindTo("before"),
    remember("plan/port", 8082, { expectedVersion: 1 }),
    claim("api"),
    noteFork("orch_20260101_000000_fork", 5),
  ),
  "skip-and-cancel": story(
    handoff("api"),
    handoff("ui"),
    handoff("docs"),
    skipStep("docs"),
    claim("api"),
    ask("api", ["Why?"]),
    claim("ui"),
    cancel(),
  ),
  terminated: story(handoff("api"), claim("api"), terminate()),
  fork: () => {
    const from = lived([
      handoff("api"),
      handoff("ui"),
      claim("api"),
      complete("api", { tokensUsed: 5 }),
      claim("ui"),
      ask("ui", ["Which colour?"]),
      checkpoint("here"),
    ]);
    const to = newWorld("orch_20260101_000000_fork", { at: from.at, nextId: 1e6 });
    return lived([forkOf(from, "here"), decides("question", "answer", { comment: "blue" })], to);
  },
  "project-memory": () => {
    const world = newWorld(memoryStream("project", "project", "style/quotes"));
    for (const value of ["single", "double"]) {
      perform(world, { type: "write_memory", write: write(value, { tags: ["style"] }) });
    }
    return world;
  },
  "a-plan-to-its-end": () => {
    const ways = [{ category: "blocker", match: null, goto: "help" }] as const;
    const plan = planOf(
      [
        set("begin", { x: "1", word: "'red'" }),
        group("build", 1, [agent("api", { after: [] }), agent("ui", { after: [] })]),
        choice("way", [{ when: "x > 1", goto: "review" }], "help"),
        loop("review", "ok", 3, [agent("fix", { task: `round \${iteration}` })]),
        each("ship", "input.items", [agent("send", { onError: [] })], {
          maxParallel: 2,
          onError: ways,
          after: ["review"],
        }),
        wait("pause", { seconds: 60 }),
        agent("help", { checkpoint: "both", outputs: { any: "steps.help.output.note" } }),
      ],
      { onFailure: "continue", maxParallel: 3 },
    );
    const brings = (step: string, value: JsonObject) => [
      claim(step),
      complete(step, { outputs: value, storedOutputs: { kind: "inline", value } }),
    ];
    return lived([
      starts(plan, { items: ["a", "b", "c"] }),
      claim("build/ui"),
      ...brings("build/api", { x: 2 }),
      ...brings("review[1]/fix", { ok: false }),
      pause(),
      later(5000),
      unpause(),
      ...brings("review[2]/fix", { ok: true }),
      ...brings("ship[1]/send", {}),
      claim("ship[2]/send"),
      blocked("ship[2]/send"),
      ...brings("help", { note: "sent by hand" }),
      later(60_000),
      fireDue(),
    ]);
  },
  "a-plan-with-a-contest": story(
    starts(planOf([agent("a", { after: [] }), agent("b", { after: [] })])),
    claim("a"),
    claim("b"),
    complete("b", { outputs: { x: 2 }, storedOutputs: { kind: "inline", value: { x: 2 } } }),
    complete("a", { outputs: { x: 1 }, storedOutputs: { kind: "inline", value: { x: 1 } } }),
  ),
  "a-plan-that-halts": story(
    starts(planOf([agent("a"), wait("w", { seconds: 60 })], { onFailure: "halt" })),
    claim("a"),
    blocked("a"),
    decides("halt", "skip"),
    later(60_000),
    fireDue(),
  ),
  "a-plan-that-uses-others": () => {
    const use = { name: "review", version: "1.0", hash: "ab".repeat(32) };
    const plan = planOf(
      [
        child("check", { input: { items: "[x]" }, timeoutSeconds: 3600 }),
        loop("mend", "ok", 1, [agent("fix")], { timeoutSeconds: 600 }),
        agent("late", { backoff: { baseMs: 5000, factor: 3, maxMs: 60_000 } }),
      ],
      { onFailure: "halt", pins: { review: use } },
    );
    const ends: Move = (world) => ({
      type: "end_child",
      node: "check",
      child: workflow(world).flow?.nodes.get("check")?.child?.workflow ?? "",
      status: "completed",
      reason: "nothing is open",
      values: { approved: true },
    });
    return lived([
      starts(plan),
      pause(),
      later(5000),
      unpause(),
      ends,
      claim("mend[1]/fix"),
      complete("mend[1]/fix"),
      decides("halt", "retry"),
      claim("mend[2]/fix"),
      complete("mend[2]/fix"),
      decides("halt", "skip"),
      claim("late"),
      fail("late", "connect ECONNREFUSED"),
    ]);
  },
  "a-child": () => {
    const parent = { workflow: "orch_20260101_000000_main", node: "check" };
    return lived([
      () => ({
        type: "begin_child",
        parent,
        title: "review for v2",
        paused: "its parent is paused",
        start: {
          type: "plan",
          plan: planOf([agent("look")], { name: "review" }),
          input: {},
          starter: "dan",
          price: null,
        },
      }),
      () => ({ type: "hold_child", parent, held: false, reason: "it goes on" }),
      claim("look"),
      () => ({ type: "stop_child", parent, reason: "enough others are done" }),
    ]);
  },
  "a-plan-that-changes": story(
    starts(planOf([agent("a"), agent("b", { uses: { gpu: 1 } }), agent("c")])),
    claim("a"),
    changesTo(
      planOf([
        agent("a"),
        agent("b", { uses: { gpu: 2 } }),
        agent("x", { after: ["a"] }),
        agent("d", { after: ["b"] }),
      ]),
      { remove: ["c"], add: [{ name: "x", agent: "ben", needs: ["a"] }] },
    ),
    complete("a"),
    claim("b"),
    migrates(
      { timeoutSeconds: 3600 },
      agent("a"),
      agent("b", { uses: { gpu: 2 } }),
      agent("x", { after: ["a"] }),
    ),
    complete("b"),
  ),
  "a-choice-of-a-version": () => {
    const world = newWorld(defaultVersionStream("trial"));
    perform(world, { type: "use_version", use: "1.0" });
    perform(world, { type: "use_version", use: null });
    return world;
  },
  "a-saga-undone": story(
    order("retry", { onFailure: "compensate" }),
    ...does("reserve", "ship"),
    claim("pay"),
    blocked("pay"),
    claim("undo:ship"),
    fail("undo:ship", "ECONNRESET"),
    later(60_000),
    fireDue(),
    claim("undo:ship"),
    blocked("undo:ship"),
    decides("escalation", "abort"),
    retryStep("undo:ship"),
    ...does("undo:ship", "undo:reserve"),
  ),
  "a-return-once-undone": story(
    order("retry", { onFailure: "compensate" }),
    ...does("reserve"),
    checkpoint("booked"),
    ...does("ship"),
    returnTo("booked"),
    ...does("undo:ship", "ship"),
  ),
  "a-saga-that-has-another-undone": () => {
    const nodes = [
      child("check"),
      child("send", { compensate: { agent: "cleo", task: "recall" } }),
    ];
    const its = (node: string) => (world: World) =>
      workflow(world).flow?.nodes.get(node)?.child?.workflow ?? "";
    const ends =
      (node: string): Move =>
      (world) => ({
        type: "end_child",
        node,
        child: its(node)(world),
        status: "completed",
        reason: "nothing is open",
        values: {},
      });
    const told =
      (left: readonly string[]): Move =>
      (world) => ({
        type: "note_undone",
        child: its("check")(world),
        undone: ["look"],
        left,
        accepted: false,
        stays: ["sum up"],
      });
    return lived([
      starts(planOf(nodes, { onFailure: "compensate" })),
      ends("check"),
      ends("send"),
      compensate(),
      ...does("undo:send"),
      told(["judge"]),
      decides("escalation", "retry"),
      told([]),
    ]);
  },
  "a-child-that-is-undone": () => {
    const parent = { workflow: "orch_20260101_000000_main", node: "check" };
    const how = { agent: "cleo", task: "forget it" };
    return lived([
      () => ({
        type: "begin_child",
        parent,
        title: "review for v2",
        paused: null,
        start: {
          type: "plan",
          plan: planOf([agent("look", { compensate: how }), agent("judge")], { name: "review" }),
          input: {},
          starter: null,
          price: null,
        },
      }),
      ...does("look", "judge"),
      () => ({ type: "undo_child", parent, reason: "orch_20260101_000000_main is undone" }),
      ...does("undo:look"),
    ]);
  },
  "a-plan-rolled-back": story(
    order("rollback", {}),
    ...does("reserve", "ship"),
    claim("pay"),
    fail("pay", "does not fit"),
    ...does("undo:ship", "undo:reserve", "planner", "reserve", "ship", "pay"),
    compensate("ship"),
    ...does("undo:pay", "undo:ship-8"),
  ),
  "a-circuit": () => {
    const world = newWorld(agentStream("ben"));
    const failing = { ...newRecord("ben"), streak: 5, openedAt: world.at };
    world.facts = { ...world.facts, records: new Map([["ben", failing]]) };
    perform(world, { type: "reset_circuit", agent: "ben", reason: "it was the network" });
    return world;
  },
  "an-approval": () => {
    const world = newWorld("orch_20260101_000000_appr", {
      people: [
        { name: "ada", accounts: ["ada", "countess"], roles: ["finance"] },
        { name: "bob", accounts: ["bob"], roles: [] },
        { name: "cy", accounts: ["cy"], roles: ["chief"] },
      ],
    });
    const pay = approval("pay", {
      role: "finance",
      quorum: 2,
      form: { amount: { type: "integer", values: null } },
      dueSeconds: 3600,
      reminderSeconds: 1800,
      escalateTo: { kind: "role", name: "chief" },
      onReject: "explain",
      fourEyes: true,
      outputs: { x: "steps.pay.output.form.amount" },
      sla: { warnSeconds: 1800, breachSeconds: 3600 },
    });
    const plan = planOf([
      agent("prepare"),
      pay,
      approval("send", { quorum: 2 }),
      agent("explain", { after: [] }),
    ]);
    const says = (decision: TaskDecision, name: string, wishes: DecisionWishes = {}) =>
      decides("approval", decision, { by: { kind: "human", name }, ...wishes });
    return lived(
      [
        starts(plan, {}, "dan"),
        claim("prepare"),
        complete("prepare"),
        later(1_800_000),
        fireDue(),
        later(1_800_000),
        fireDue(),
        says("approve", "cy", { answers: { amount: 7 } }),
        says("delegate", "ada", { to: "bob", comment: "on leave" }),
        says("approve", "bob", { answers: { amount: 7 } }),
        checkpoint("paid"),
        says("approve", "ada"),
        rewindTo("paid"),
        says("reject", "bob", { comment: "not today" }),
      ],
      world,
    );
  },
  "a-definition": () => {
    const world = newWorld(definitionStream("trial", "1.0"));
    perform(world, {
      type: "keep_definition",
      name: "trial",
      definitionVersion: "1.0",
      hash: "ab".repeat(32),
      text: "workflow: {name: trial}",
    });
    return world;
  },
  "a-plan-with-signals": () => {
    const plan = planOf([
      waitSignal("paid", "paid", { correlate: "'order-17'", timeoutSeconds: 60 }),
      emit("tell", "shipped", "'order-17'", { payload: { by: "workflow.name" } }),
      firstOf("which", [{ signal: "received", correlate: null, goto: "thank" }], {
        timeoutSeconds: 60,
        onTimeout: { goto: "ask" },
      }),
      agent("thank", { after: [] }),
      agent("ask", { after: [] }),
    ]);
    const world = lived([starts(plan), checkpoint("begun"), comes("paid", "paid", { total: 7 })]);
    const late = comes("paid", "paid", null)(world);
    return lived([rewindTo("begun"), () => late, later(60_000), fireDue()], world);
  },
  "a-signal-that-is-kept-shared-and-declined": () => {
    const world = newWorld(signalStream("paid", keyAddress("order-17")));
    const wait = (node: string) => ({ workflow: "orch_test", node, wait: 3 });
    const signal = (id: string) => ({
      id,
      name: "paid",
      address: keyAddress("order-17"),
      payload: { total: 7 },
      at: world.at,
      order: 0,
    });
    perform(world, {
      type: "post_signal",
      signal: signal("sig_1"),
      candidates: [],
      emitted: false,
    });
    for (const node of ["a", "b", "c", "d"]) {
      perform(world, { type: "subscribe_wait", wait: wait(node) });
    }
    perform(world, { type: "unsubscribe_wait", wait: wait("d") });
    perform(world, {
      type: "post_signal",
      signal: signal("sig_2"),
      candidates: [],
      emitted: false,
    });
    perform(world, { type: "return_signal", signal: signal("sig_2"), shared: true });
    perform(world, { type: "keep_signal", signal: "sig_2" });
    const candidates = [{ trigger: triggerStream("billing"), index: 0, when: null }];
    perform(world, { type: "post_signal", signal: signal("sig_3"), candidates, emitted: false });
    return world;
  },
  "a-signal-refused-and-one-discarded": () => {
    const world = newWorld(signalStream("paid", keyAddress("order-18")));
    const signal = (id: string) => ({
      id,
      name: "paid",
      address: keyAddress("order-18"),
      payload: { total: 7 },
      at: world.at,
      order: 0,
    });
    const post = (id: string) =>
      perform(world, { type: "post_signal", signal: signal(id), candidates: [], emitted: true });
    post("sig_1");
    post("sig_2");
    world.facts = { ...world.facts, kept: keptForAll };
    post("sig_3");
    perform(world, { type: "discard_signals", signals: ["sig_1"], reason: "paid by hand" });
    return world;
  },
  "triggers-armed-and-fired": () => {
    const world = newWorld(triggerStream("billing"));
    const triggers: readonly Trigger[] = [
      { kind: "every", seconds: 3600, input: { at: "fired_at" } },
      { kind: "signal", signal: "paid", when: null, input: { total: "signal.payload.total" } },
      { kind: "cron", cron: "0 9 * * 1", timezone: "Europe/Berlin", input: {} },
    ];
    const armed = { definitionVersion: "1.0", hash: "ab".repeat(32), triggers };
    perform(world, { type: "arm_triggers", armed });
    world.at += 3_600_000;
    perform(world, { type: "fire_due", timers: ["trigger:0"] });
    const fire = (payload: JsonObject) =>
      perform(world, {
        type: "fire_trigger",
        index: 1,
        workflow: "orch_20260101_000000_abcd",
        signal: {
          id: "sig_1",
          name: "paid",
          address: keyAddress("order-17"),
          payload,
          at: world.at,
          order: 1,
        },
      });
    fire({ total: 7 });
    fire({});
    perform(world, { type: "disarm_triggers" });
    fire({ total: 7 });
    return world;
  },
  "a-brain-session": () =>
    lived(
      [
        begins("try the index", { workflow: "orch_1" }),
        ends("try the index", { result: "faster", learnings: ["An index helps"], tokensUsed: 9 }),
        begins("measure it"),
        endsSession("half done"),
        ends("write it down", { status: "failed", durationMs: 400 }),
      ],
      newWorld(sessionStream("s/1")),
    ),
  "a-brain-import": () =>
    lived(
      [imports(["x:1", "x:2"], ["lrn_1"]), imports(["x:2", "x:3"])],
      newWorld(importStream("db")),
    ),
  "learnings-in-a-brief": story(
    handoff("api"),
    claim("api", { learnings: ["lrn_1", "lrn_2"] }),
    complete("api", { learnings: ["Maps are fast"] }),
  ),
  anything,
};

/** A signal comes for a node that waits with a key. */
const comes =
  (node: string, name: string, payload: JsonObject | null): Move =>
  (world) => {
    const { wait = 0 } = workflow(world).flow?.nodes.get(node) ?? {};
    const address = keyAddress("order-17");
    const signal = { id: "sig_1", name, address, payload, at: world.at, order: 1 };
    const to = { workflow: world.stream, node, wait };
    return { type: "deliver_signal", signal, wait: to, shared: false };
  };
