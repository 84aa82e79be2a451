import { expect, test } from "vitest";
import { idsForFork } from "../../src/core/decide/fork.ts";
import { history, lineTo } from "../../src/core/history.ts";
import { given } from "./spec/given.ts";
import { checkWorld } from "./spec/invariants.ts";
import { lived, stepOf } from "./spec/lived.ts";
import {
  addArtifact,
  ask,
  cancel,
  checkpoint,
  claim,
  complete,
  decides,
  fail,
  fireDue,
  forkOf,
  handoff,
  later,
  noteFork,
  pause,
  remember,
  retryStep,
  rewindTo,
} from "./spec/moves.ts";
import { type Move, newWorld, perform, start, type World, workflow } from "./spec/world.ts";

test("a rewind returns to the state of the checkpoint; nothing is deleted", () => {
  given(handoff("api"), checkpoint("calm"), handoff("ui"), claim("api"), complete("api"))
    .when(rewindTo("calm"))
    .yields({ type: "rewound", toVersion: 5, checkpoint: "calm", reason: "a wrong turn" })
    .and((state, world) => {
      expect([...state.steps.keys()]).toEqual(["api"]);
      expect(stepOf(world, "api").status).toBe("ready");
      expect(world.events.length).toBe(11);
      expect(history(world.events).map((event) => event.version)).toEqual([1, 2, 3, 4, 5, 11]);
    });
});

test("the rows of the workflow are written anew, and abandoned handoffs say so", () => {
  const { world } = given(
    handoff("api"),
    handoff("late", { timeout: 50 }),
    checkpoint("calm"),
    handoff("ui"),
    claim("late"),
    claim("api"),
    ask("api", ["?"]),
    remember("k", 1),
    checkpoint("stormy"),
    fail("late", "ECONNRESET"),
    rewindTo("calm"),
  );
  const rows = [...world.tables.values()];
  expect(rows).toContainEqual(
    expect.objectContaining({ step: "ui", status: "abandoned", lease: null }),
  );
  expect(rows).toContainEqual(expect.objectContaining({ kind: "question", status: "withdrawn" }));
  const keys = [...world.tables.keys()].join("\n");
  expect(keys).not.toMatch(/timer|memory/);
  expect(rows).not.toContainEqual(expect.objectContaining({ name: "stormy" }));
  expect(rows).toContainEqual(expect.objectContaining({ name: "calm" }));
});

test("a handoff the rewind abandoned answers stale_lease", () => {
  given(handoff("api"), checkpoint("calm"), handoff("ui"), claim("ui"), rewindTo("calm", true))
    .when(complete("ui", { token: "1-s3cret" }))
    .refused("stale_lease", /rewound past it/);
});

test("leases of the state it returns to are revoked: their holders may be anywhere", () => {
  given(handoff("api"), claim("api"), checkpoint("busy"), complete("api"))
    .when(rewindTo("busy"))
    .yields(
      { type: "rewound" },
      { type: "attempt_lapsed", step: "api", reason: "revoked" },
      { type: "step_ready", step: "api", reason: "the workflow was rewound" },
    )
    .when(complete("api", { token: "1-s3cret" }))
    .refused("stale_lease");
});

test("a rewind is refused while leases are live, unless forced", () => {
  const busy = () => given(handoff("api"), checkpoint("calm"), claim("api"));
  busy()
    .when(rewindTo("calm"))
    .refused("conflict", /ben works on api.*force: true/);
  busy().when(rewindTo("calm", true)).yieldsTypes("rewound");
  given(handoff("api"), checkpoint("calm"), claim("api", { seconds: 10 }), later(60_000))
    .when(rewindTo("calm"))
    .yieldsTypes("rewound");
});

test("fencing tokens, memory versions and what was spent are never lowered", () => {
  given(
    handoff("api"),
    remember("k", "one"),
    checkpoint("calm"),
    remember("k", "two"),
    remember("k", "three"),
    remember("new", "x"),
    claim("api"),
    complete("api", { tokensUsed: 500 }),
  )
    .when(rewindTo("calm"))
    .yields({
      type: "rewound",
      fence: 1,
      memoryVersions: { k: 3, new: 1 },
      tokensUsed: 500,
    })
    .and((state) => {
      expect(state.tokensUsed).toBe(500);
      expect(state.memory.get("k")).toMatchObject({ version: 1, value: { value: "one" } });
      expect(state.memory.has("new")).toBe(false);
    })
    .when(claim("api"))
    .step("api", { lease: { fence: 2 } })
    .when(remember("k", "four", { expectedVersion: 3 }))
    .refused("conflict", /at version 1, not 3/)
    .when(remember("k", "four", { expectedVersion: 1 }))
    .yields({ type: "workflow_memory_set", version: 4 })
    .when(remember("new", "y", { expectedVersion: 0 }))
    .yields({ type: "workflow_memory_set", version: 2 });
});

test("what a human answered since is kept: a question is not asked twice", () => {
  const asked = [handoff("api"), claim("api"), ask("api", ["Which port?"]), checkpoint("asked")];
  const answered = decides("question", "answer", { answers: { q1: "8080" } });
  given(...asked, answered, claim("api"), complete("api"))
    .when(rewindTo("asked"))
    .yields(
      { type: "rewound", answered: { api: [{ answer: "8080" }] } },
      { type: "task_decided", outcome: { decision: "answer" } },
      { type: "step_ready", step: "api", reason: "eve answered" },
      { type: "workflow_status_changed", status: "running" },
    )
    .step("api", { answered: [{ questions: ["Which port?"], answer: "8080" }] });
  given(...asked, handoff("ui"))
    .when(rewindTo("asked"))
    .yields({ type: "rewound", answered: {} })
    .step("api", { status: "waiting" });
});

test("answers given before are not doubled, and a step of the same name inherits none", () => {
  const answered = decides("question", "answer", { answers: { q1: "8080" } });
  const before = [handoff("api"), claim("api"), ask("api", ["Which port?"]), answered];
  given(...before, checkpoint("calm"), handoff("ui"))
    .when(rewindTo("calm"))
    .yields({ type: "rewound", answered: {} })
    .step("api", { answered: [{ answer: "8080" }] });
  given(
    handoff("api"),
    checkpoint("first"),
    handoff("ui"),
    checkpoint("with ui"),
    rewindTo("first"),
    handoff("ui"),
    claim("ui"),
    ask("ui", ["Which colour?"]),
    decides("question", "answer", { comment: "blue" }),
  )
    .when(rewindTo("with ui"))
    .yields({ type: "rewound", answered: {} })
    .step("ui", { answered: [] });
});

test("a decision that was no answer is asked for again", () => {
  given(
    handoff("api"),
    claim("api"),
    fail("api", "no", { category: "blocker" }),
    checkpoint("asked"),
    decides("escalation", "abort"),
  )
    .when(rewindTo("asked"))
    .and((state) => {
      expect(state.status).toBe("waiting");
      expect(state.openTasks).toBe(1);
    });
});

test("rewinds may follow each other, also to a point that an earlier one abandoned", () => {
  const { world } = given(
    handoff("a"),
    checkpoint("one"),
    handoff("b"),
    checkpoint("two"),
    rewindTo("one"),
    handoff("c"),
    checkpoint("three"),
    rewindTo("two"),
    rewindTo("three"),
    rewindTo("one"),
    rewindTo("two"),
  );
  expect([...workflow(world).steps.keys()].sort()).toEqual(["a", "b"]);
});

test("the line to a version leaves out what rewinds before it abandoned, and only that", () => {
  const rewinds = [
    { version: 10, toVersion: 5 },
    { version: 20, toVersion: 8 },
    { version: 30, toVersion: 12 },
  ];
  const line = (upTo: number) => {
    const on = lineTo(rewinds, upTo);
    return Array.from({ length: 35 }, (_, i) => i + 1).filter(on);
  };
  expect(line(9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(line(12)).toEqual([1, 2, 3, 4, 5, 10, 11, 12]);
  expect(line(22)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 20, 21, 22]);
  expect(line(31)).toEqual([1, 2, 3, 4, 5, 10, 11, 12, 30, 31]);
  expect(history([])).toEqual([]);
});

test("a retry that was due at the checkpoint is due again", () => {
  given(handoff("api"), claim("api"), fail("api", "ECONNRESET"), checkpoint("later"), later(9000))
    .when(fireDue())
    .when(rewindTo("later"))
    .step("api", { status: "waiting" })
    .when(fireDue())
    .step("api", { status: "ready" });
});

const forked = (source: readonly Move[], name: string): { from: World; to: World } => {
  const from = lived(source);
  const to = newWorld("orch_fork", { at: from.at + 60_000, nextId: 1e6 });
  lived([forkOf(from, name)], to);
  return { from, to };
};

test("a fork is a new workflow with the history up to the checkpoint, under new ids", () => {
  const { from, to } = forked(
    [
      handoff("api"),
      handoff("tests", { needs: ["api"] }),
      remember("k", 1),
      claim("api"),
      complete("api", { tokensUsed: 5 }),
      claim("tests"),
      ask("tests", ["?"]),
      checkpoint("here"),
      handoff("more"),
    ],
    "here",
  );
  const fork = workflow(to);
  expect(to.events[0]?.data).toMatchObject({
    type: "workflow_forked",
    from: "orch_test",
    checkpoint: "here",
  });
  expect(fork).toMatchObject({
    title: "work on api",
    createdAt: from.at + 60_000,
    updatedAt: from.at + 60_000,
    createdBy: { name: "ana" },
    forkedFrom: { workflow: "orch_test" },
    status: "waiting",
  });
  expect([...fork.steps.keys()].sort()).toEqual(["api", "tests"]);
  expect(stepOf(to, "api").contract.state.workflow_id).toBe("orch_fork");
  expect(stepOf(to, "api").handoffId).not.toBe(stepOf(from, "api").handoffId);
  expect(fork.memory.get("k")).toMatchObject({ version: 1 });
  const names = (world: World) => [...workflow(world).checkpoints.keys()];
  expect(names(to)).toHaveLength(2);
  for (const id of names(to)) expect(names(from)).not.toContain(id);
  const [task] = fork.tasks.values();
  expect(workflow(from).tasks.has(task?.id ?? "")).toBe(false);
  expect(to.messages).toMatchObject([
    { to: "orch_test", message: { type: "fork_recorded", workflow: "orch_fork" } },
  ]);
  expect(perform(to, decides("question", "answer")(to))).toMatchObject({ type: "decided" });
  checkWorld(to);
});

test("the old workflow notes the fork and is not changed by it", () => {
  given(handoff("api"), checkpoint("here"))
    .when(noteFork("orch_fork", 5))
    .yields({ type: "fork_recorded", workflow: "orch_fork", version: 5 })
    .and((state) => expect(state.status).toBe("running"));
});

test("a fork holds no leases and counts no attempts a second time", () => {
  const { to } = forked([handoff("api"), claim("api"), checkpoint("busy")], "busy");
  expect(stepOf(to, "api")).toMatchObject({ status: "ready", lease: null });
  lived([claim("api"), complete("api")], to);
  expect(stepOf(to, "api").attempts.map((attempt) => attempt.fence)).toEqual([1, 2]);
  expect(to.rows.filter((row) => row.type === "agent_outcome")).toHaveLength(1);
});

test("a fork of what was cancelled goes on with it", () => {
  const { to } = forked(
    [
      handoff("api"),
      handoff("tests", { needs: ["api"] }),
      claim("api"),
      complete("api"),
      cancel(),
      checkpoint("the end"),
    ],
    "the end",
  );
  expect(workflow(to).status).toBe("running");
  expect(stepOf(to, "tests").status).toBe("ready");
});

test("a fork of what is halted, paused or failed is so too", () => {
  const halt = [handoff("api"), claim("api"), fail("api", "x", { category: "critical" })];
  const halted = forked([...halt, checkpoint("here")], "here").to;
  expect(workflow(halted).status).toBe("halted");
  lived([decides("halt", "retry")], halted);
  expect(workflow(halted).status).toBe("running");
  const paused = forked([handoff("api"), pause(), checkpoint("here")], "here").to;
  expect(workflow(paused).status).toBe("paused");
  const failed = forked([...halt, decides("halt", "abort"), checkpoint("here")], "here").to;
  expect(workflow(failed).status).toBe("failed");
  lived([retryStep("api")], failed);
  expect(workflow(failed).status).toBe("running");
});

test("a fork of a rewound workflow keeps what the rewind kept of answers", () => {
  const { to } = forked(
    [
      handoff("api"),
      claim("api"),
      ask("api", ["Which port?"]),
      decides("question", "answer", { comment: "8080" }),
      claim("api"),
      checkpoint("calm"),
      ask("api", ["Which host?"]),
      decides("question", "answer", { comment: "localhost" }),
      handoff("gone"),
      rewindTo("calm"),
      checkpoint("here"),
    ],
    "here",
  );
  expect(stepOf(to, "api").answered.map((each) => each.answer)).toEqual(["8080", "localhost"]);
  expect(workflow(to).steps.has("gone")).toBe(false);
});

test("a fork of a fork names the workflow it came from, and none that came from another", () => {
  const { to: first } = forked([handoff("api"), noteFork("orch_x", 1), checkpoint("a")], "a");
  lived([addArtifact("a.md"), checkpoint("b")], first);
  const second = newWorld("orch_second", { at: first.at + 1000, nextId: 2e6 });
  lived([forkOf(first, "b")], second);
  expect(workflow(second).forkedFrom).toMatchObject({ workflow: "orch_fork" });
  expect(workflow(second).createdAt).toBe(first.at + 1000);
  expect(second.events.filter(({ data }) => data.type === "workflow_forked")).toHaveLength(1);
  expect(second.events.some(({ data }) => data.type === "fork_recorded")).toBe(false);
  expect(workflow(second).title).toBe("work on api");
});

test("a fork needs a new stream", () => {
  const from = lived([handoff("api"), checkpoint("here")]);
  given(handoff("other"))
    .when(forkOf(from, "here"))
    .refused("conflict", /exists already/);
});

test("a fork says how many ids it takes", () => {
  const from = lived([
    handoff("api"),
    claim("api"),
    ask("api", ["?"]),
    checkpoint("here"),
    remember("k", 1),
  ]);
  expect(idsForFork(from.events)).toBe(4);
  expect(start).toBeLessThan(from.at);
});

test("a fork leaves out what is no workflow's, and a task it has not seen opened", () => {
  const from = lived([handoff("api")]);
  const strays = [
    {
      type: "memory_set",
      value: { kind: "inline", value: 1 },
      by: "ben",
      tags: [],
      expiresAt: null,
    } as const,
    { type: "task_withdrawn", task: "task_unseen", reason: "" } as const,
  ].map((data, i) => ({
    data,
    at: from.at,
    actor: from.actor,
    stream: from.stream,
    version: from.events.length + 1 + i,
  }));
  const to = newWorld("orch_fork", { at: from.at, nextId: 1e6 });
  const events = [...from.events, ...strays];
  lived([() => ({ type: "fork", from: from.stream, version: 6, checkpoint: "x", events })], to);
  expect(to.events.map(({ data }) => data.type)).toEqual([
    "workflow_forked",
    "workflow_created",
    "handoff_created",
    "step_ready",
    "workflow_status_changed",
    "task_withdrawn",
  ]);
});

test.each([
  "critical",
  "quota",
] as const)("no rewind leads around the human a %s failure waits for", (category) => {
  given(handoff("api"), checkpoint("here"), claim("api"), fail("api", "x", { category }))
    .when(rewindTo("here", true))
    .refused("forbidden", /until a human has decided/);
});
