import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventData } from "../../src/core/event/stream-event.ts";
import type { Facts } from "../../src/core/port/facts.ts";
import type { Store } from "../../src/core/port/store.ts";
import { refuse } from "../../src/core/refusal.ts";
import { budgetStream } from "../../src/core/state/budget-state.ts";
import { keyAddress, signalStream } from "../../src/core/state/signal-state.ts";
import { memoryStream, type StreamState } from "../../src/core/state/stream-state.ts";
import { triggerStream } from "../../src/core/state/trigger-state.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { append } from "./commands.ts";
import {
  approvalAsked,
  attemptCompleted,
  attemptFailed,
  attemptStarted,
  budgetCharged,
  checkpointCreated,
  created,
  handoffCreated,
  memorySet,
  planChanged,
  planFollowed,
  rewound,
  signal,
  statusChanged,
  stepFailed,
  stepReady,
  stepWaiting,
  taskOpened,
  workflowMemorySet,
} from "./sample-events.ts";

/** A store under test, and how to open the same data again where it outlives the store. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly reopen?: () => Promise<Store>;
  readonly dispose: () => Promise<void>;
}

/** What every store must do; each adapter's test file calls it. */
export const storeContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`${name}: what every store does`, () => {
    let under: StoreUnderTest;
    let store: Store;
    const key = memoryStream("project", "project", "k");
    const page = { limit: 50, offset: 0 };
    const inProject = { scope: "project", owner: "project", now: 5_000, ...page } as const;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.dispose());

    const remember = (k: string, value: string, tags: readonly string[] = []) =>
      store.transact(append(memoryStream("project", "project", k), [memorySet(value, { tags })]));
    const keysOf = async (query: Partial<Parameters<Store["memory"]>[0]>) =>
      (await store.memory({ ...inProject, ...query })).map(({ row }) => row.key);
    const start = (id: string, events: readonly EventData[] = []) =>
      store.transact(append(id, [created(id), statusChanged("running"), ...events]));

    describe("before the first write", () => {
      test("it does not exist and all reads are empty", async () => {
        expect(await store.exists()).toBe(false);
        expect(await store.databaseId()).toBeNull();
        expect((await store.state("orch_1")).version).toBe(0);
        expect(await store.events("orch_1", 0, 10)).toEqual([]);
        expect(await store.ready(page)).toEqual([]);
        expect(await store.workflows({ open: false, ...page })).toEqual([]);
        expect(await store.memory(inProject)).toEqual([]);
        expect(await store.openWorkflows()).toBe(0);
        expect(await store.memoryKeys(inProject)).toBe(0);
        expect(await store.nextTimer()).toBeNull();
        expect(await store.verify()).toEqual({ streams: 0, events: 0, faults: [], anchored: 0 });
        expect(await store.exists()).toBe(false);
      });

      test("a refused command does not count as a write to be seen", async () => {
        const refusal = refuse("not_found", "No such thing.", "Name another.");
        const unit = append("orch_1", []);
        expect(await store.transact({ ...unit, decide: () => refusal })).toEqual(refusal);
        expect((await store.state("orch_1")).version).toBe(0);
      });
    });

    describe("a commit", () => {
      test("appends events with versions from 1 and rising positions", async () => {
        const one = await store.transact(append(key, [memorySet("a"), memorySet("b")]));
        expect(one).toMatchObject({ type: "committed", version: 2 });
        await start("orch_1");
        const two = await store.transact(append(key, [memorySet("c")]));
        expect(two).toMatchObject({ type: "committed", version: 3 });
        const events = await store.events(key, 0, 10);
        expect(events.map((event) => event.version)).toEqual([1, 2, 3]);
        const positions = events.map((event) => event.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        expect(new Set(positions).size).toBe(3);
        expect(events[2]).toMatchObject({ at: 1_000, actor: { name: "builder" } });
        expect(events[2]?.data).toEqual(memorySet("c"));
      });

      test("makes the new state readable", async () => {
        await store.transact(append(key, [memorySet("a")]));
        expect(await store.state(key)).toMatchObject({ version: 1, value: { value: "a" } });
      });

      test("hands decide the state that former commits left", async () => {
        const seen: number[] = [];
        const unit = append(key, [memorySet("a")], { seen: (state) => seen.push(state.version) });
        await store.transact(unit);
        await store.transact(unit);
        expect(seen).toEqual([0, 1]);
      });

      test("without events writes nothing, not even the command", async () => {
        const unit = append(key, [], { command: { id: "c", hash: "h" } });
        expect(await store.transact(unit)).toMatchObject({ type: "committed", version: 0 });
        expect(await store.transact(unit)).toMatchObject({ type: "committed", version: 0 });
        expect(await store.events(key, 0, 10)).toEqual([]);
      });

      test("whose decide throws rejects and leaves nothing behind", async () => {
        await store.transact(append(key, [memorySet("a")]));
        const broken = {
          ...append(key, [memorySet("b")]),
          decide: (): never => {
            throw new Error("a defect");
          },
        };
        await expect(store.transact(broken)).rejects.toThrow("a defect");
        expect(await store.state(key)).toMatchObject({ version: 1 });
        expect(await store.transact(append(key, [memorySet("c")]))).toMatchObject({ version: 2 });
      });

      test("whose decide throws does not harm those that run beside it", async () => {
        const broken = {
          ...append(key, []),
          decide: (): never => {
            throw new Error("a defect");
          },
        };
        const results = await Promise.allSettled([
          store.transact(append(key, [memorySet("a")])),
          store.transact(broken),
          store.transact(append(key, [memorySet("b")])),
        ]);
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await store.state(key)).toMatchObject({ version: 2, value: { value: "b" } });
      });

      test("that miscounts its events is a defect and not stored", async () => {
        const unit = append(key, [memorySet("a")]);
        const wrong = {
          ...unit,
          decide: (state: StreamState, facts: Facts) => {
            const verdict = unit.decide(state, facts);
            return verdict.type === "commit" ? { ...verdict, after: state } : verdict;
          },
        };
        await expect(store.transact(wrong)).rejects.toThrow(/version/);
        expect((await store.state(key)).version).toBe(0);
      });

      test("of 100 callers at once on one stream loses none", async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 100 }, (_, i) => store.transact(append(key, [memorySet(i)]))),
        );
        const versions = outcomes.map((o) => (o.type === "committed" ? o.version : 0));
        expect(new Set(versions).size).toBe(100);
        expect((await store.state(key)).version).toBe(100);
        expect((await store.verify()).faults).toEqual([]);
      });

      test("changes the change token, and a read does not", async () => {
        await store.transact(append(key, [memorySet("a")]));
        const token = await store.changeToken();
        await store.state(key);
        expect(await store.changeToken()).toBe(token);
        await store.transact(append(key, [memorySet("b")]));
        expect(await store.changeToken()).not.toBe(token);
      });
    });

    describe("a command id", () => {
      const command = { id: "set_memory:1", hash: "h1" };

      test("seen before with the same request gives the first reply and writes nothing", async () => {
        await store.transact(append(key, [memorySet("a")], { command, reply: { n: 1 } }));
        const again = await store.transact(append(key, [memorySet("b")], { command }));
        expect(again).toEqual({
          type: "replayed",
          reply: { type: "content", content: { n: 1 } },
        });
        expect((await store.state(key)).version).toBe(1);
      });

      test("seen before with another request is a mismatch", async () => {
        await store.transact(append(key, [memorySet("a")], { command }));
        const other = append(key, [memorySet("b")], { command: { ...command, hash: "h2" } });
        expect(await store.transact(other)).toEqual({ type: "mismatch" });
        expect((await store.state(key)).version).toBe(1);
      });

      test("used twice at once is done once", async () => {
        const unit = append(key, [memorySet("a")], { command });
        const types = (await Promise.all([store.transact(unit), store.transact(unit)])).map(
          ({ type }) => type,
        );
        expect(types).toEqual(["committed", "replayed"]);
      });

      test("keeps a refusal that was told although events were written", async () => {
        const reply = refuse("contract_not_met", "D1 is missing.", "Name a file for D1.");
        const unit = append(key, [memorySet("a")], { command });
        const counted = {
          ...unit,
          decide: (state: StreamState, facts: Facts) => {
            const verdict = unit.decide(state, facts);
            return verdict.type === "commit" ? { ...verdict, reply } : verdict;
          },
        };
        expect(await store.transact(counted)).toMatchObject({ type: "committed", reply });
        expect(await store.transact(counted)).toEqual({ type: "replayed", reply });
      });
    });

    describe("history", () => {
      test("reads a state as it was after any event", async () => {
        await store.transact(append(key, [memorySet("a"), memorySet("b"), memorySet("c")]));
        expect(await store.stateAt(key, 2)).toMatchObject({ version: 2, value: { value: "b" } });
        expect((await store.stateAt(key, 0)).version).toBe(0);
      });

      test("pages events forward and backward", async () => {
        await store.transact(
          append(
            key,
            ["a", "b", "c", "d"].map((v) => memorySet(v)),
          ),
        );
        const forward = await store.events(key, 1, 2);
        expect(forward.map(({ version }) => version)).toEqual([2, 3]);
        const backward = await store.eventsBefore(key, 4, 2);
        expect(backward.map(({ version }) => version)).toEqual([3, 2]);
        expect(await store.events(key, 4, 2)).toEqual([]);
      });

      test("a rewind returns to an earlier state, and both lines can still be read", async () => {
        await start("orch_1", [workflowMemorySet("k", "old"), checkpointCreated("cp_1")]);
        await store.transact(append("orch_1", [workflowMemorySet("k", "new", 2)]));
        const rewindsTo = await store.stateAt("orch_1", 4);
        await store.transact(append("orch_1", [rewound(4)], { rewindsTo }));
        const fresh = under.reopen ? await under.reopen() : store;
        const now = await fresh.state("orch_1");
        expect(now).toMatchObject({ version: 6, fence: 7 });
        expect(now.kind === "workflow" && now.memory.get("k")?.value).toMatchObject({
          value: "old",
        });
        const abandoned = await fresh.stateAt("orch_1", 5);
        expect(abandoned.kind === "workflow" && abandoned.memory.get("k")?.value).toMatchObject({
          value: "new",
        });
        const owner = { ...inProject, scope: "workflow", owner: "orch_1" } as const;
        expect((await fresh.memory(owner)).map(({ row }) => row.value)).toEqual([
          { kind: "inline", value: "old" },
        ]);
        expect(await fresh.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });
    });

    describe("derived rows", () => {
      test("list workflows by newest change, with or without the finished ones", async () => {
        await store.transact(append("orch_1", [created("one")], { at: 1 }));
        await store.transact(
          append("orch_2", [created("two"), statusChanged("completed")], { at: 2 }),
        );
        await store.transact(append("orch_3", [created("three")], { at: 3 }));
        const all = await store.workflows({ open: false, ...page });
        expect(all.map((row) => row.workflow)).toEqual(["orch_3", "orch_2", "orch_1"]);
        const open = await store.workflows({ open: true, ...page });
        expect(open.map((row) => row.workflow)).toEqual(["orch_3", "orch_1"]);
        const second = await store.workflows({ open: false, limit: 1, offset: 1 });
        expect(second.map((row) => row.title)).toEqual(["two"]);
      });

      test("list workflows from one of them on, those of one time each once", async () => {
        for (const id of ["orch_1", "orch_2", "orch_3", "orch_4"]) {
          const ended = id === "orch_2" ? [statusChanged("completed")] : [];
          await store.transact(
            append(id, [created(id), ...ended], { at: id === "orch_4" ? 9 : 5 }),
          );
        }
        for (const [open, ids] of [
          [false, ["orch_4", "orch_3", "orch_2", "orch_1"]],
          [true, ["orch_4", "orch_3", "orch_1"]],
        ] as const) {
          const seen: string[] = [];
          let [last] = await store.workflows({ open, limit: 1, offset: 0 });
          while (last !== undefined) {
            seen.push(last.workflow);
            [last] = await store.workflows({ open, limit: 1, offset: 0, after: last });
          }
          expect(seen).toEqual(ids);
        }
      });

      test("count the workflows that ended since a time", async () => {
        const end = (id: string, status: "completed" | "failed", at: number) =>
          store.transact(append(id, [created(id), statusChanged(status)], { at }));
        await end("orch_1", "completed", 1);
        await end("orch_2", "completed", 5);
        await end("orch_3", "completed", 6);
        await end("orch_4", "failed", 6);
        await store.transact(append("orch_5", [created("open")], { at: 7 }));
        expect(await store.endedSince(5)).toEqual(
          new Map([
            ["completed", 2],
            ["failed", 1],
          ]),
        );
        expect(await store.endedSince(8)).toEqual(new Map());
      });

      test("find ids by prefix, and nothing for a prefix of none", async () => {
        await start("orch_a1", [handoffCreated("orch_a1", "x"), taskOpened("task_1")]);
        await start("orch_a2", [checkpointCreated("cp_9")]);
        await start("orch_b", []);
        const ids = (await store.workflowsLike("orch_a", 10)).map((row) => row.workflow);
        expect(ids).toEqual(["orch_a1", "orch_a2"]);
        expect(await store.workflowsLike("orch_a", 1)).toHaveLength(1);
        expect(await store.workflowsLike("orch_%", 10)).toEqual([]);
        expect(await store.handoffsLike("ho_orch", 10)).toMatchObject([{ step: "x" }]);
        expect(await store.tasksLike("task_1", 10)).toMatchObject([{ workflow: "orch_a1" }]);
        expect(await store.checkpointsLike("cp_", 10)).toMatchObject([{ version: 3 }]);
        expect(await store.checkpointsLike("cp_x", 10)).toEqual([]);
      });

      test("list the handoffs of steps that stay failed, newest first", async () => {
        await start("orch_1", [handoffCreated("orch_1", "s"), handoffCreated("orch_1", "t")]);
        await start("orch_2", [handoffCreated("orch_2", "s")]);
        const fail = (id: string, step: string, at: number) =>
          store.transact(append(id, [stepFailed(step)], { at }));
        await fail("orch_1", "s", 10);
        await fail("orch_2", "s", 30);
        await fail("orch_1", "t", 20);
        const listed = async (limit: number, offset = 0) =>
          (await store.failed({ limit, offset })).map(
            ({ workflow, step }) => `${workflow} ${step}`,
          );
        expect(await listed(9)).toEqual(["orch_2 s", "orch_1 t", "orch_1 s"]);
        expect(await listed(1, 1)).toEqual(["orch_1 t"]);
      });

      test("find streams by prefix, in order", async () => {
        for (const name of [
          "definition/a@2",
          "definition/a@10",
          "definition/ab@1",
          "definition/b@1",
        ]) {
          await store.transact(append(name, [{ type: "definition_kept", hash: "x", text: name }]));
        }
        expect(await store.streamsLike("definition/a@", 10)).toEqual([
          "definition/a@10",
          "definition/a@2",
        ]);
        expect(await store.streamsLike("definition/", 2)).toHaveLength(2);
        expect(await store.streamsLike("definition/%", 10)).toEqual([]);
      });

      test("the ledger of a session is what was charged to it", async () => {
        const stream = budgetStream("s / 1");
        await store.transact(append(stream, [budgetCharged("entry_1", 70)]));
        await store.transact(append(stream, [budgetCharged("entry_2", 5)]));
        const released = { type: "budget_released", entries: ["entry_1"], reason: "x" } as const;
        await store.transact(append(stream, [released]));
        expect(await store.state(stream)).toMatchObject({
          version: 3,
          ledger: { charged: { plans: 5 } },
        });
        expect(await store.stateAt(stream, 1)).toMatchObject({
          ledger: { charged: { plans: 70 } },
        });
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("count an owner's keys, each once, whether it has expired or not", async () => {
        for (const value of ["a", "b"]) await remember("k1", value);
        const gone = [memorySet("c", { expiresAt: 1 })];
        await store.transact(append(memoryStream("project", "project", "k2"), gone));
        await store.transact(append(memoryStream("session", "s-1", "k1"), [memorySet("d")]));
        expect(await store.memoryKeys(inProject)).toBe(2);
        expect(await store.memoryKeys({ scope: "session", owner: "s-1" })).toBe(1);
        expect(await store.memoryKeys({ scope: "session", owner: "s-2" })).toBe(0);
      });

      test("count who follows a version, as long as it is unfinished", async () => {
        await start("orch_1", planFollowed({ a: [1, true] }));
        await start("orch_2", planFollowed({ a: [1, true] }));
        await start("orch_3");
        expect(await store.followers("trial@1.0")).toBe(2);
        await store.transact(append("orch_1", [statusChanged("completed")]));
        expect(await store.followers("trial@1.0")).toBe(1);
        expect(await store.followers("trial@2.0")).toBe(0);
        expect(await store.openWorkflows()).toBe(2);
        expect(await store.workflowsLike("orch_3", 1)).toMatchObject([{ definition: null }]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("queue a workflow's ready handoffs by priority, then age, then creation", async () => {
        const at = { at: 10 };
        await start("orch_1");
        for (const [step, priority] of [
          ["a", "p2"],
          ["b", "p0"],
          ["c", "p2"],
        ] as const) {
          await store.transact(
            append("orch_1", [handoffCreated("orch_1", step, { priority })], at),
          );
        }
        await store.transact(append("orch_1", ["c", "b", "a"].map(stepReady), { at: 30 }));
        await store.transact(
          append("orch_1", [handoffCreated("orch_1", "d"), stepReady("d")], { at: 20 }),
        );
        const steps = (await store.ready({ workflow: "orch_1", ...page })).map((row) => row.step);
        expect(steps).toEqual(["b", "d", "a", "c"]);
        const some = await store.ready({ workflow: "orch_1", limit: 2, offset: 1 });
        expect(some.map((row) => row.step)).toEqual(["d", "a"]);
      });

      test("queue what a plan's longest way goes through first, then what has most ahead of it", async () => {
        const ways = { a: [5, false], b: [30.5, false], c: [20, true], d: [30.5, false] } as const;
        const work = ["a", "b", "c", "d"].flatMap((step) => [
          handoffCreated("orch_1", step, { planned: true, agent: "tester" }),
          stepReady(step),
        ]);
        const urgent = [handoffCreated("orch_1", "z", { priority: "p0" }), stepReady("z")];
        await start("orch_1", [...planFollowed(ways), ...work, ...urgent]);
        const steps = async (filter: { readonly agent?: string }) =>
          (await store.ready({ workflow: "orch_1", ...filter, ...page })).map((row) => row.step);
        expect(await steps({})).toEqual(["z", "c", "b", "d", "a"]);
        expect(await steps({ agent: "tester" })).toEqual(["c", "b", "d", "a"]);
        expect((await store.ready({ workflow: "orch_1", limit: 3, offset: 2 }))[0]).toMatchObject({
          step: "b",
          critical: false,
          rank: 30.5,
          turn: 1,
        });
      });

      test("queue across workflows in turns, so that a long list does not keep others waiting", async () => {
        const many = ["a", "b", "c"].flatMap((step) => [
          handoffCreated("orch_1", step),
          stepReady(step),
        ]);
        await start("orch_1", many);
        await start("orch_2", [handoffCreated("orch_2", "x"), stepReady("x")]);
        await start("orch_3", [handoffCreated("orch_3", "y", { priority: "p0" }), stepReady("y")]);
        const queue = async (filter: { readonly agent?: string }) =>
          (await store.ready({ ...filter, ...page })).map((row) => row.step);
        expect(await queue({})).toEqual(["y", "a", "x", "b", "c"]);
        expect(await queue({ agent: "builder" })).toEqual(["y", "a", "x", "b", "c"]);
        await store.transact(
          append("orch_1", [
            attemptStarted("a", 9_000),
            handoffCreated("orch_1", "d"),
            stepReady("d"),
          ]),
        );
        expect(await queue({})).toEqual(["y", "x", "b", "c", "d"]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("order what is ready anew when the plan changes", async () => {
        const ways = { a: [10, false], b: [20, true] } as const;
        await start("orch_1", [
          ...planFollowed(ways),
          ...["a", "b"].flatMap((step) => [
            handoffCreated("orch_1", step, { planned: true }),
            stepReady(step),
          ]),
          planChanged({ a: [40, true], b: [20, false] }),
        ]);
        const rows = await store.ready({ workflow: "orch_1", ...page });
        expect(rows).toMatchObject([
          { step: "a", rank: 40, critical: true },
          { step: "b", rank: 20, critical: false },
        ]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("queue only handoffs of workflows that run or wait", async () => {
        const work = (id: string) => [handoffCreated(id, "s"), stepReady("s")];
        await store.transact(append("orch_1", [created(), ...work("orch_1")]));
        await start("orch_2", work("orch_2"));
        const queue = async () => (await store.ready(page)).map((row) => row.workflow);
        expect(await queue()).toEqual(["orch_2"]);
        await store.transact(append("orch_1", [statusChanged("waiting")]));
        expect(await queue()).toEqual(["orch_1", "orch_2"]);
        await store.transact(append("orch_2", [statusChanged("paused")]));
        expect(await queue()).toEqual(["orch_1"]);
        expect(await store.ready({ workflow: "orch_2", ...page })).toEqual([]);
      });

      test("narrow the queue to a workflow, an agent, or both", async () => {
        for (const id of ["orch_1", "orch_2"]) {
          await start(id, [
            handoffCreated(id, "s", { agent: "builder" }),
            stepReady("s"),
            handoffCreated(id, "t", { agent: "tester" }),
            stepReady("t"),
          ]);
        }
        expect(await store.ready({ workflow: "orch_1", ...page })).toHaveLength(2);
        expect(await store.ready({ agent: "tester", ...page })).toHaveLength(2);
        const both = await store.ready({ workflow: "orch_2", agent: "tester", ...page });
        expect(both).toMatchObject([{ workflow: "orch_2", step: "t", priority: 2 }]);
      });

      test("list active handoffs with their leases, the oldest first", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s", { resources: ["src/**"] }),
          handoffCreated("orch_1", "t", { agent: "tester" }),
        ]);
        await store.transact(
          append("orch_1", [attemptStarted("t", 9_000, { agent: "tester" })], { at: 7 }),
        );
        await store.transact(
          append("orch_1", [attemptStarted("s", 8_000, { fence: 2 })], { at: 9 }),
        );
        expect((await store.active({ limit: 9 })).map((row) => row.step)).toEqual(["t", "s"]);
        expect(
          await store.active({ workflow: "orch_1", agent: "builder", limit: 9 }),
        ).toMatchObject([
          {
            step: "s",
            resources: ["src/**"],
            lease: { fence: 2, expiresAt: 8_000, holder: { host: "here", pid: 1 }, session: "s-1" },
          },
        ]);
        expect(await store.active({ workflow: "orch_2", limit: 9 })).toEqual([]);
      });

      test("find the handoff that a tool use claimed, also when the attempt is over", async () => {
        await start("orch_1", [handoffCreated("orch_1", "s")]);
        await store.transact(append("orch_1", [attemptStarted("s", 9_000, { use: "toolu_a" })]));
        expect(await store.claimedBy("toolu_a")).toMatchObject({ step: "s", status: "active" });
        await store.transact(append("orch_1", [attemptFailed("s")]));
        expect(await store.claimedBy("toolu_a")).toMatchObject({ workflow: "orch_1", lease: null });
        await store.transact(
          append("orch_1", [attemptStarted("s", 9_000, { fence: 2, attempt: 2, use: "toolu_b" })]),
        );
        expect(await store.claimedBy("toolu_a")).toBeNull();
        expect(await store.claimedBy("toolu_b")).toMatchObject({ step: "s", lease: { fence: 2 } });
      });

      test("find of a fork and its origin, which share their claims, the origin", async () => {
        for (const id of ["orch_2", "orch_1"]) {
          await start(id, [handoffCreated(id, "s"), attemptStarted("s", 9_000)]);
        }
        expect(await store.claimedBy("toolu_1")).toMatchObject({ workflow: "orch_2" });
      });

      test("list open tasks, the oldest first", async () => {
        await start("orch_1");
        await store.transact(append("orch_1", [taskOpened("task_b")], { at: 5 }));
        await store.transact(append("orch_1", [taskOpened("task_a")], { at: 6 }));
        await store.transact(
          append("orch_1", [{ type: "task_withdrawn", task: "task_b", reason: "r" }], { at: 7 }),
        );
        expect((await store.openTasks({ limit: 9 })).map((row) => row.task)).toEqual(["task_a"]);
        expect(await store.openTasks({ workflow: "orch_1", limit: 9 })).toHaveLength(1);
        expect(await store.openTasks({ workflow: "orch_2", limit: 9 })).toEqual([]);
      });

      test("list timers due at the same time by stream in the order of creation, then by name", async () => {
        await start("orch_b", [handoffCreated("orch_b", "s"), handoffCreated("orch_b", "r")]);
        await start("orch_a", [handoffCreated("orch_a", "s"), stepWaiting("s", 200)]);
        await store.transact(append("orch_b", [stepWaiting("s", 200), stepWaiting("r", 200)]));
        const due = (await store.timersDue(200, 9)).map(
          ({ stream, timer }) => `${stream} ${timer}`,
        );
        expect(due).toEqual(["orch_b retry:r", "orch_b retry:s", "orch_a retry:s"]);
        const own = (await store.timersOf("orch_b", 9)).map(({ timer }) => timer);
        expect(own).toEqual(["retry:r", "retry:s"]);
      });

      test("hold timers until they are taken away", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s"),
          handoffCreated("orch_1", "t"),
          stepWaiting("s", 300),
          stepWaiting("t", 200),
        ]);
        expect(await store.nextTimer()).toBe(200);
        expect(await store.timersDue(250, 9)).toEqual([
          { table: "timer", stream: "orch_1", timer: "retry:t", dueAt: 200 },
        ]);
        expect((await store.timersOf("orch_1", 9)).map((row) => row.dueAt)).toEqual([200, 300]);
        expect(await store.timersDue(999, 9, "orch_2")).toEqual([]);
        await store.transact(append("orch_1", [stepReady("t")]));
        expect(await store.nextTimer()).toBe(300);
      });

      test("hold the signals nobody has taken, oldest first", async () => {
        const stream = signalStream("paid", keyAddress("order-17"));
        const other = signalStream("paid", keyAddress("order-18"));
        const keep = (to: string, id: string, at: number) =>
          store.transact(append(to, [{ type: "signal_buffered", signal: signal(id, at) }]));
        await keep(stream, "sig_b", 20);
        await keep(other, "sig_c", 30);
        await keep(stream, "sig_a", 10);
        const ids = async (limit: number, offset = 0) =>
          (await store.signals({ limit, offset })).map((row) => row.signal);
        expect(await ids(9)).toEqual(["sig_a", "sig_b", "sig_c"]);
        expect(await ids(1, 1)).toEqual(["sig_b"]);
        expect((await store.signals({ limit: 1, offset: 0 }))[0]).toEqual({
          table: "signal",
          signal: "sig_a",
          stream,
          name: "paid",
          address: "k:order-17",
          at: 10,
        });
        const waits = [{ workflow: "orch_1", node: "w", wait: 3 }];
        const sent = {
          type: "signal_sent",
          signal: signal("sig_a", 10),
          waits,
          starts: [],
        } as const;
        await store.transact(append(stream, [sent]));
        expect(await ids(9)).toEqual(["sig_b", "sig_c"]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("hold the timers of triggers, in streams that are no workflow's", async () => {
        const stream = triggerStream("billing");
        const armed = { definitionVersion: "1", hash: "ab", triggers: [] };
        const arm = { type: "triggers_armed", armed, dues: [null, 500] } as const;
        await store.transact(append(stream, [arm]));
        expect(await store.timersDue(600, 9)).toEqual([
          { table: "timer", stream, timer: "trigger:1", dueAt: 500 },
        ]);
        await store.transact(append(stream, [{ type: "triggers_disarmed" }]));
        expect(await store.nextTimer()).toBeNull();
        expect(await store.workflows({ open: false, ...page })).toEqual([]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("fire timers of the same moment in one order: the older stream's first, then by name", async () => {
        for (const id of ["orch_2", "orch_1"]) {
          await start(id, [handoffCreated(id, "b"), handoffCreated(id, "a")]);
        }
        for (const [id, step] of [
          ["orch_1", "b"],
          ["orch_2", "b"],
          ["orch_1", "a"],
        ] as const) {
          await store.transact(append(id, [stepWaiting(step, 200)]));
        }
        const due = await store.timersDue(250, 9);
        expect(due.map(({ stream, timer }) => `${stream} ${timer}`)).toEqual([
          "orch_2 retry:b",
          "orch_1 retry:a",
          "orch_1 retry:b",
        ]);
      });

      test("count each agent's outcomes over all workflows", async () => {
        for (const id of ["orch_1", "orch_2"]) {
          await start(id, [handoffCreated(id, "s"), attemptStarted("s", 9_000)]);
        }
        await store.transact(append("orch_1", [attemptFailed("s")], { at: 1_500 }));
        await store.transact(append("orch_2", [attemptCompleted("s")], { at: 2_000 }));
        const record = { completed: 1, failed: 1, streak: 0, openedAt: null, totalMs: 1_500 };
        expect(await store.agentRecords()).toEqual([{ agent: "builder", ...record }]);
        expect(await store.agentRecords(["tester", "builder"])).toHaveLength(1);
      });

      test("of a rewound workflow are those of the state it returned to", async () => {
        await start("orch_1", [handoffCreated("orch_1", "s"), stepReady("s")]);
        await store.transact(
          append("orch_1", [
            handoffCreated("orch_1", "t"),
            attemptStarted("t", 9_000),
            taskOpened("task_1"),
            checkpointCreated("cp_1"),
            stepWaiting("s", 99),
            workflowMemorySet("k", "later"),
          ]),
        );
        const rewindsTo = await store.stateAt("orch_1", 4);
        await store.transact(append("orch_1", [rewound(4)], { rewindsTo }));
        expect((await store.ready(page)).map((row) => row.step)).toEqual(["s"]);
        expect(await store.active({ limit: 9 })).toEqual([]);
        expect(await store.handoffsLike("ho_orch_1_t", 9)).toMatchObject([
          { status: "abandoned", lease: null },
        ]);
        expect(await store.openTasks({ limit: 9 })).toEqual([]);
        expect(await store.tasksLike("task_1", 9)).toMatchObject([{ status: "withdrawn" }]);
        expect(await store.checkpointsLike("cp_1", 9)).toEqual([]);
        expect(await store.nextTimer()).toBeNull();
        const later = { ...inProject, scope: "workflow", owner: "orch_1" } as const;
        expect(await store.memory(later)).toEqual([]);
        expect(await store.memory({ ...later, text: "later" })).toEqual([]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });
    });

    describe("facts", () => {
      const asked = {
        agents: ["builder", "tester"],
        resources: true,
        usage: true,
        people: false,
        signals: false,
        now: 5_000,
      };
      const factsSeen = async (facts = asked): Promise<Facts> => {
        let found: Facts | undefined;
        const seen = (_: StreamState, given: Facts) => {
          found = given;
        };
        await store.transact(append("orch_9", [], { facts, seen }));
        if (found === undefined) throw new Error("decide did not run");
        return found;
      };

      test("count live leases only", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s", { resources: ["src/**", "docs/**"] }),
          handoffCreated("orch_1", "t", { resources: ["test/**"] }),
          attemptStarted("s", 5_001),
          attemptStarted("t", 5_000),
        ]);
        const facts = await factsSeen();
        expect([...facts.loads]).toEqual([["builder", 1]]);
        expect(facts.held).toEqual([
          { glob: "src/**", workflow: "orch_1", step: "s", expiresAt: 5_001 },
          { glob: "docs/**", workflow: "orch_1", step: "s", expiresAt: 5_001 },
        ]);
        expect([...(await store.loads(4_000))]).toEqual([["builder", 2]]);
      });

      test("add up what live leases use of pools, over all workflows", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s", { uses: { gpu: 2, disk: 1 } }),
          handoffCreated("orch_1", "t", { uses: { gpu: 4 } }),
          handoffCreated("orch_1", "u", { uses: { disk: 7 } }),
          attemptStarted("s", 5_001),
          attemptStarted("t", 5_000),
        ]);
        await start("orch_2", [
          handoffCreated("orch_2", "s", { uses: { gpu: 1 } }),
          handoffCreated("orch_2", "t"),
          attemptStarted("s", 9_000),
          attemptStarted("t", 9_000, { fence: 2 }),
        ]);
        const { pools, active } = await factsSeen();
        expect(Object.fromEntries(pools)).toEqual({ gpu: 3, disk: 1 });
        expect(active).toBe(3);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("count the open tasks each person is asked by name", async () => {
        await start("orch_1", [
          approvalAsked("task_1", ["ada", "bob"]),
          approvalAsked("task_2", ["ada"]),
        ]);
        await start("orch_2", [approvalAsked("task_3", ["ada"]), taskOpened("task_4")]);
        await store.transact(
          append("orch_2", [{ type: "task_withdrawn", task: "task_3", reason: "no need" }]),
        );
        const facts = await factsSeen({ ...asked, people: true });
        expect([...facts.asked].sort()).toEqual([
          ["ada", 2],
          ["bob", 1],
        ]);
        const rows = await store.openTasks({ limit: 9 });
        expect(rows.map(({ task, assignees }) => [task, assignees])).toEqual([
          ["task_1", ["ada", "bob"]],
          ["task_2", ["ada"]],
          ["task_4", []],
        ]);
        const timers = await store.timersOf("orch_2", 9);
        expect(timers.map(({ timer }) => timer)).not.toContain("remind:task_3");
        expect(await store.timersDue(9_000, 9, "orch_1")).toMatchObject([
          { timer: "remind:task_1" },
          { timer: "remind:task_2" },
        ]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("count the signals nobody has taken", async () => {
        const stream = signalStream("paid", keyAddress("order-17"));
        await store.transact(
          append(stream, [
            { type: "signal_buffered", signal: signal("sig_a") },
            { type: "signal_buffered", signal: signal("sig_b") },
            { type: "signal_discarded", signal: "sig_a", reason: "no need" },
          ]),
        );
        expect((await factsSeen({ ...asked, signals: true })).kept).toBe(1);
        expect((await store.signals({ limit: 9, offset: 0 })).map((row) => row.signal)).toEqual([
          "sig_b",
        ]);
        expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
      });

      test("tell nothing that was not asked for", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s", { resources: ["src/**"] }),
          attemptStarted("s", 9_000),
          attemptFailed("s"),
          attemptStarted("s", 9_000, { attempt: 2, fence: 2 }),
        ]);
        const facts = await factsSeen({
          agents: ["tester"],
          resources: false,
          usage: false,
          people: false,
          signals: false,
          now: 1,
        });
        const none = { loads: new Map(), records: new Map(), pools: new Map(), asked: new Map() };
        expect(facts).toEqual({ ...none, held: [], active: 0, kept: 0 });
        expect((await factsSeen()).records.get("builder")).toMatchObject({ failed: 1 });
      });

      test("are what commands of the same moment have left", async () => {
        const claim = (step: string) =>
          store.transact(
            append(
              "orch_1",
              (state) => (state.kind === "workflow" ? [attemptStarted(step, 9_000)] : []),
              { facts: asked, seen: (_, facts) => loads.push(facts.loads.get("builder") ?? 0) },
            ),
          );
        const loads: number[] = [];
        await start("orch_1", [handoffCreated("orch_1", "s"), handoffCreated("orch_1", "t")]);
        await Promise.all([claim("s"), claim("t")]);
        expect(loads).toEqual([0, 1]);
      });
    });

    test("names of streams are found by their beginning", async () => {
      const wait = { workflow: "orch_1", node: "w", wait: 3 };
      for (const name of ["sig/b/k%3Ax", "sig/a/k%3Ax", "sih/c"]) {
        if (name.startsWith("sig/")) {
          await store.transact(append(name, [{ type: "wait_subscribed", wait }]));
        } else await start(name);
      }
      expect(await store.streamsLike("sig/", 9)).toEqual(["sig/a/k%3Ax", "sig/b/k%3Ax"]);
      expect(await store.streamsLike("sig/", 1)).toEqual(["sig/a/k%3Ax"]);
      expect(await store.streamsLike("trg/", 9)).toEqual([]);
    });

    describe("messages", () => {
      const message = {
        to: "orch_2",
        message: {
          type: "fork_recorded",
          workflow: "orch_3",
          version: 1,
          actor: { kind: "system", name: "baton" },
        },
      } as const;

      test("are kept with their commit, named by it, until they are delivered", async () => {
        const messages = [message, { ...message, to: "orch_4" }];
        await store.transact(append("orch_1", [created(), statusChanged("running")], { messages }));
        const pending = await store.outbox(9);
        expect(pending.map(({ id }) => id)).toEqual(["msg:orch_1:2:0", "msg:orch_1:2:1"]);
        expect(pending[0]?.content).toEqual(message);
        expect(await store.outbox(9, "orch_4")).toHaveLength(1);
        const delivers = pending[0]?.position ?? 0;
        const command = { id: pending[0]?.id ?? "", hash: "" };
        await store.transact(append("orch_2", [created()], { delivers, command }));
        expect((await store.outbox(9)).map(({ id }) => id)).toEqual(["msg:orch_1:2:1"]);
      });

      test("are delivered even when the receiver refuses or has nothing to say", async () => {
        await store.transact(append("orch_1", [created()], { messages: [message, message] }));
        const [one, two] = (await store.outbox(9)).map(({ position }) => position);
        const refusal = refuse("not_found", "No such workflow.", "Name another.");
        const unit = append("orch_2", [], { delivers: one ?? 0 });
        await store.transact({ ...unit, decide: () => refusal });
        await store.transact(append("orch_2", [], { delivers: two ?? 0 }));
        expect(await store.outbox(9)).toEqual([]);
      });

      test("stay when the receiver breaks", async () => {
        await store.transact(append("orch_1", [created()], { messages: [message] }));
        const [pending] = await store.outbox(9);
        const unit = {
          ...append("orch_2", [], { delivers: pending?.position ?? 0 }),
          decide: (): never => {
            throw new Error("a defect");
          },
        };
        await expect(store.transact(unit)).rejects.toThrow();
        expect(await store.outbox(9)).toHaveLength(1);
      });

      test("never share a position with one that was there before", async () => {
        await store.transact(append("orch_1", [created()], { messages: [message] }));
        const [first] = await store.outbox(9);
        await store.transact(append("orch_2", [], { delivers: first?.position ?? 0 }));
        await store.transact(append("orch_1", [statusChanged("running")], { messages: [message] }));
        const [second] = await store.outbox(9);
        expect(second?.position).toBeGreaterThan(first?.position ?? 0);
      });
    });

    describe("memory", () => {
      test("is listed by the time it was written, newest first, without what has expired", async () => {
        const write = (k: string, at: number, expiresAt?: number) => {
          const value = memorySet(k, expiresAt === undefined ? {} : { expiresAt });
          return store.transact(append(memoryStream("project", "project", k), [value], { at }));
        };
        await write("b", 1_000);
        await write("c", 3_000);
        await write("a", 2_000);
        await write("gone", 4_000, 4_500);
        const query = { scope: "project", owner: "project", now: 5_000 } as const;
        const recent = async (limit: number) =>
          (await store.recentMemory({ ...query, limit })).map((row) => row.key);
        expect(await recent(10)).toEqual(["c", "a", "b"]);
        expect(await recent(2)).toEqual(["c", "a"]);
      });

      test("is found by key, by prefix and by tags", async () => {
        await remember("auth.token", "jwt", ["security", "api"]);
        await remember("auth.flow", "oauth", ["security"]);
        await remember("build", "esbuild");
        expect(await keysOf({ key: "auth.flow" })).toEqual(["auth.flow"]);
        expect(await keysOf({ prefix: "auth." })).toEqual(["auth.flow", "auth.token"]);
        expect(await keysOf({ prefix: "auth_" })).toEqual([]);
        expect(await keysOf({ tags: ["security", "api"] })).toEqual(["auth.token"]);
        expect(await keysOf({})).toEqual(["auth.flow", "auth.token", "build"]);
        expect(await keysOf({ limit: 1, offset: 1 })).toEqual(["auth.token"]);
        expect(await keysOf({ owner: "someone" })).toEqual([]);
        expect(await keysOf({ scope: "session" })).toEqual([]);
      });

      test("is found by every word of a text, in key, tags or value, in any case and accent", async () => {
        await remember("decision", "We use Postgres for the café menu", ["database"]);
        await remember("other", "SQLite it is");
        for (const text of ["postgres", "CAFE", "menu database", "decision", "use men", "café"]) {
          expect(await keysOf({ text })).toEqual(["decision"]);
        }
        for (const text of ["mysql", "postgres mysql", "postg menu", "", '"*', "NOT"]) {
          expect(await keysOf({ text })).toEqual([]);
        }
        const [hit] = await store.memory({ ...inProject, text: "sqlite" });
        expect(hit?.score).toBeGreaterThan(0);
      });

      test("puts a match in the key before one in the value", async () => {
        for (let i = 0; i < 5; i++) await remember(`filler ${i}`, "nothing of note");
        await remember("a note", "the deployment runs at night");
        await remember("deployment", "runs at night");
        expect(await keysOf({ text: "deployment" })).toEqual(["deployment", "a note"]);
      });

      test("forgets the words of a value that was replaced", async () => {
        await remember("k", "alpha");
        await remember("k", "beta");
        expect(await keysOf({ text: "alpha" })).toEqual([]);
        expect(await keysOf({ text: "beta" })).toEqual(["k"]);
      });

      test("leaves out what has expired", async () => {
        await store.transact(append(key, [memorySet("a", { expiresAt: 5_000 })]));
        expect(await keysOf({ now: 4_999 })).toEqual(["k"]);
        expect(await keysOf({ now: 5_000 })).toEqual([]);
        expect(await keysOf({ now: 5_000, text: "a" })).toEqual([]);
      });

      test("keeps large values apart, and finds their words too", async () => {
        const text = JSON.stringify({ note: `${"x ".repeat(3_000)}needle` });
        const blob = { sha256: sha256(text), text };
        const value = { kind: "blob", sha256: blob.sha256, bytes: text.length } as const;
        const event = { type: "memory_set", value, by: "b", tags: [], expiresAt: null } as const;
        await store.transact(append(key, [event], { blobs: [blob] }));
        expect(await store.blob(blob.sha256)).toBe(text);
        expect(await store.blob("0")).toBeNull();
        expect(await keysOf({ text: "needle" })).toEqual(["k"]);
        expect(await store.integrity()).toEqual([]);
      });
    });

    describe("care", () => {
      test("verifies the chain of one stream and of all", async () => {
        await store.transact(append(key, [memorySet("a"), memorySet("b")]));
        await start("orch_1");
        expect(await store.verify()).toMatchObject({ streams: 2, events: 4, faults: [] });
        expect(await store.verify(key)).toMatchObject({ streams: 1, events: 2, faults: [] });
        expect(await store.integrity()).toEqual([]);
      });

      test("gives all events as they are kept, in the order of their commits", async () => {
        expect(await store.kept(0, 10)).toEqual([]);
        await store.transact(append(key, [memorySet("a")]));
        await start("orch_1");
        const all = await store.kept(0, 10);
        expect(all.map(({ stream, version, type }) => [stream, version, type])).toEqual([
          [key, 1, "memory_set"],
          ["orch_1", 1, "workflow_created"],
          ["orch_1", 2, "workflow_status_changed"],
        ]);
        const [first, second] = all;
        const [event] = await store.events(key, 0, 1);
        expect(first).toEqual({
          position: event?.position,
          stream: key,
          version: 1,
          type: "memory_set",
          typeVersion: 1,
          at: event?.at,
          actor: event?.actor,
          hash: event?.hash,
          text: JSON.stringify(event?.data),
        });
        expect(await store.kept(first?.position ?? 0, 1)).toEqual([second]);
      });

      test("derives every row again without a difference", async () => {
        await start("orch_1", [
          handoffCreated("orch_1", "s", { resources: ["a"] }),
          stepReady("s"),
          attemptStarted("s", 9_000),
          attemptFailed("s"),
          stepWaiting("s", 77),
          taskOpened("task_1"),
          checkpointCreated("cp_1"),
          workflowMemorySet("k", { deep: ["words"] }),
        ]);
        await remember("k", "v", ["t"]);
        const report = await store.rebuild({ repair: true });
        expect(report).toEqual({ rows: 10, differences: [] });
      });
    });
  });
};
