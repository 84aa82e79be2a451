import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventData } from "../../src/core/event/stream-event.ts";
import type { RecallKind } from "../../src/core/port/brain-query.ts";
import type { Store } from "../../src/core/port/store.ts";
import { importStream, sessionStream } from "../../src/core/state/brain-state.ts";
import { append } from "./commands.ts";
import {
  attemptCompleted,
  attemptFailed,
  attemptStarted,
  created,
  handoffCreated,
  rewound,
  statusChanged,
} from "./sample-events.ts";
import type { StoreUnderTest } from "./store-contract.ts";

const day = 86_400_000;

/** What every store must do for the brain; each adapter's test file calls it. */
export const brainContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`${name}: the brain`, () => {
    let under: StoreUnderTest;
    let store: Store;
    let workflows = 0;
    const page = { limit: 50, offset: 0 };

    beforeEach(async () => {
      under = await open();
      store = under.store;
      workflows = 0;
    });
    afterEach(() => under.dispose());

    /** A workflow of one handoff, which an agent ends after a minute. */
    const work = async (
      task: string,
      more: {
        readonly agent?: string;
        readonly at?: number;
        readonly minutes?: number;
        readonly learnings?: readonly string[];
        readonly fails?: boolean;
        readonly tokensUsed?: number;
      } = {},
    ): Promise<string> => {
      const {
        agent = "builder",
        at = 0,
        minutes = 1,
        learnings = [],
        fails = false,
        tokensUsed,
      } = more;
      workflows += 1;
      const id = `orch_${workflows}`;
      const begun = [
        created(`goal ${workflows}`),
        statusChanged("running"),
        handoffCreated(id, "s", { agent, task }),
        attemptStarted("s", at + day, { agent }),
      ];
      await store.transact(append(id, begun, { at }));
      const end = fails
        ? attemptFailed("s")
        : attemptCompleted("s", 1, {
            learnings,
            ...(tokensUsed === undefined ? {} : { tokensUsed }),
          });
      await store.transact(append(id, [end], { at: at + minutes * 60_000 }));
      return id;
    };
    const log = (session: string, events: readonly EventData[], at = 0) =>
      store.transact(append(sessionStream(session), events, { at }));
    const began = (execution: string, task: string, workflow: string | null = null): EventData => ({
      type: "execution_began",
      execution,
      agent: "builder",
      task,
      workflow,
    });
    const endedWith = (
      execution: string,
      more: {
        readonly learnings?: readonly string[];
        readonly durationMs?: number;
        readonly tokensUsed?: number;
      } = {},
    ): EventData => ({
      type: "execution_ended",
      execution,
      status: "completed",
      result: "it went well",
      durationMs: more.durationMs ?? null,
      tokensUsed: more.tokensUsed ?? null,
      learnings: more.learnings ?? [],
    });
    const recalled = async (text: string, kinds: readonly RecallKind[] = ["learning"], now = 0) =>
      (await store.recall({ text, kinds, limit: 20, now })).map(({ row }) =>
        row.table === "learning" ? row.text : row.task,
      );

    test("before the first write it is empty", async () => {
      expect(await recalled("anything", ["learning", "execution"])).toEqual([]);
      expect(await store.experience({ text: "anything", limit: 5 })).toEqual([]);
      expect(await store.durations(["builder"])).toEqual(new Map());
      expect(await store.tokensUsed(["builder"])).toEqual(new Map());
      expect(await store.outcomes()).toEqual(new Map());
      expect(await store.executions(page)).toEqual([]);
      expect(await store.learnings(page)).toEqual([]);
      expect(await store.learningsOf(["lrn_x"])).toEqual([]);
      expect(await store.session("s")).toBeNull();
      expect(await store.sessions(page)).toEqual([]);
      expect(await store.exists()).toBe(false);
    });

    test("an ended attempt is an execution with all that is known of it", async () => {
      const id = await work("Add a login", { at: 1_000 });
      expect(await store.executions(page)).toEqual([
        {
          table: "execution",
          execution: `ho_${id}_s:1`,
          origin: null,
          workflow: id,
          title: "goal 1",
          step: "s",
          handoff: `ho_${id}_s`,
          attempt: 1,
          agent: "builder",
          task: "Add a login",
          result: "done",
          status: "completed",
          counts: true,
          startedAt: 1_000,
          at: 61_000,
          durationMs: 60_000,
          tokensUsed: null,
          session: "s-1",
          contested: 0,
        },
      ]);
    });

    test("what was measured takes the place of what an agent stated", async () => {
      const id = await work("Add a login", { at: 1_000 });
      const usage = { input: 300, output: 40, cacheWrite: 2, cacheRead: 9_000 };
      await store.transact(
        append(id, [
          { type: "usage_measured", step: "s", attempt: 1, usage, tokens: 342, change: 342 },
        ]),
      );
      expect(await store.executions(page)).toMatchObject([
        { tokensUsed: 342, result: "done", durationMs: 60_000 },
      ]);
      expect((await store.rebuild({ repair: false })).differences).toEqual([]);
    });

    test("executions are listed newest first: all, of a workflow, of a session, or since a time", async () => {
      const first = await work("one", { at: 0 });
      await work("two", { at: day });
      await log("s-2", [began("exec_1", "three")], 2 * day);
      const tasks = async (query: object) =>
        (await store.executions({ ...page, ...query })).map(({ task }) => task);
      expect(await tasks({})).toEqual(["three", "two", "one"]);
      expect(await tasks({ limit: 1, offset: 1 })).toEqual(["two"]);
      expect(await tasks({ workflow: first })).toEqual(["one"]);
      expect(await tasks({ session: "s-1" })).toEqual(["two", "one"]);
      expect(await tasks({ session: "s-2" })).toEqual(["three"]);
      expect(await tasks({ since: day })).toEqual(["three", "two"]);
    });

    test("what was logged as running becomes what it ended as", async () => {
      await log("s-2", [{ type: "session_started" }, began("exec_1", "try it")], 5_000);
      expect(await store.executions(page)).toMatchObject([
        { execution: "exec_1", status: "running", counts: false, at: 5_000, durationMs: null },
      ]);
      await log("s-2", [endedWith("exec_1", { durationMs: 3_000 })], 9_000);
      expect(await store.executions(page)).toMatchObject([
        { status: "completed", counts: true, startedAt: 6_000, at: 9_000, durationMs: 3_000 },
      ]);
      expect(await recalled("went well", ["execution"])).toEqual(["try it"]);
    });

    test("a session has the times and the number of what was done in it, and may end and go on", async () => {
      await work("one", { at: 10_000 });
      await log("s-2", [{ type: "session_started" }, began("exec_1", "two")], 500);
      expect(await store.sessions(page)).toMatchObject([
        { session: "s-1", startedAt: 10_000, lastAt: 70_000, executions: 1, endedAt: null },
        { session: "s-2", startedAt: 500, lastAt: 500, executions: 1 },
      ]);
      await log("s-1", [{ type: "session_ended", summary: "all done" }], 80_000);
      expect(await store.session("s-1")).toMatchObject({ endedAt: 80_000, summary: "all done" });
      await work("three", { at: 90_000 });
      expect(await store.session("s-1")).toMatchObject({
        startedAt: 10_000,
        executions: 2,
        endedAt: null,
        summary: null,
      });
    });

    test("the same learning in other cases, spaces and ends is one, of whom said it first", async () => {
      await work("one", { learnings: ["Maps  are fast."], at: 0 });
      await work("two", { learnings: ["maps are FAST"], agent: "other", at: day });
      await work("three", { learnings: ["Maps are slow"] });
      const learnings = await store.learnings(page);
      expect(learnings).toMatchObject([
        {
          text: "Maps  are fast.",
          agent: "builder",
          workflow: "orch_1",
          firstAt: 60_000,
          lastAt: day + 60_000,
          times: 2,
          uses: 0,
          origin: null,
        },
        { text: "Maps are slow", times: 1 },
      ]);
      const ids = learnings.map(({ learning }) => learning);
      expect(await store.learningsOf([...ids.toReversed(), "lrn_none"])).toEqual(
        learnings.toReversed(),
      );
      expect(await store.learnings({ limit: 1, offset: 1 })).toMatchObject([
        { text: "Maps are slow" },
      ]);
    });

    test("a use counts, and one of a learning that is not there is no fault", async () => {
      const id = await work("one", { learnings: ["Maps are fast"] });
      const [row] = await store.learnings(page);
      const learnings = [row?.learning ?? "", "lrn_none"];
      await store.transact(
        append(id, [{ type: "learnings_given", step: "s", attempt: 1, learnings }]),
      );
      expect(await store.learnings(page)).toMatchObject([{ uses: 1, times: 1 }]);
    });

    test("recall finds any of the words, longer ones also as beginnings, rarer ones first", async () => {
      await work("a", { learnings: ["Tests of the login need a clock"] });
      await work("b", { learnings: ["Tests of the parser are slow"] });
      await work("c", { learnings: ["Tests run in parallel"] });
      await work("d", { learnings: ["The build needs network"] });
      expect(await recalled("login tests")).toEqual([
        "Tests of the login need a clock",
        ...["Tests run in parallel", "Tests of the parser are slow"],
      ]);
      expect(await recalled("test")).toHaveLength(3);
      expect(await recalled("pars")).toEqual(["Tests of the parser are slow"]);
      expect(await recalled("par")).toEqual([]);
      expect(await recalled("LÔGIN")).toEqual(["Tests of the login need a clock"]);
      expect(await recalled("nothing-like-it")).toEqual([]);
      expect(await recalled("--- !")).toEqual([]);
      expect(await recalled('"login" OR (x) NEAR *')).toEqual(["Tests of the login need a clock"]);
    });

    test("of what fits equally well the newer comes first, and much better words beat age", async () => {
      await work("a", { learnings: ["Old caches expire late"], at: 0 });
      await work("b", { learnings: ["New caches expire soon"], at: 90 * day });
      for (let n = 0; n < 6; n++) await work(`filler ${n}`, { learnings: [`Filler number ${n}`] });
      const now = 90 * day;
      expect(await recalled("caches expire", ["learning"], now)).toEqual([
        "New caches expire soon",
        "Old caches expire late",
      ]);
      expect(await recalled("old caches late expire", ["learning"], now)).toEqual([
        "Old caches expire late",
        "New caches expire soon",
      ]);
    });

    test("work done again and again is recalled once, the newest of it", async () => {
      await work("Write the release notes", { at: 0 });
      await work("write the release notes.", { at: day });
      await work("Write the release notes", { agent: "other", at: 0 });
      const hits = await store.recall({
        text: "release notes",
        kinds: ["execution"],
        limit: 9,
        now: day,
      });
      expect(hits.map(({ row }) => [row.agent, row.table === "execution" && row.at])).toEqual([
        ["builder", day + 60_000],
        ["other", 60_000],
      ]);
    });

    test("experience is of those who did work with the same words", async () => {
      for (let n = 0; n < 3; n++)
        await work("Rotate the signing keys of the API", { agent: "ann" });
      await work("Rotate signing keys", { agent: "bob", fails: true });
      await work("Draw the logo", { agent: "cyd" });
      const found = await store.experience({ text: "rotate signing keys yearly", limit: 9 });
      expect(found).toEqual([
        { agent: "ann", completed: 3, failed: 0, similarity: 0.75 },
        { agent: "bob", completed: 0, failed: 1, similarity: 0.75 },
      ]);
      expect(await store.experience({ text: "rotate signing keys", limit: 1 })).toHaveLength(1);
    });

    test("outcomes and durations are of what counts: not of questions, nor of what its workflow's handoffs tell", async () => {
      await work("a", { minutes: 1 });
      await work("b", { minutes: 3 });
      await work("c", { minutes: 9, fails: true, tokensUsed: 900 });
      await work("t", { minutes: 2, tokensUsed: 500 });
      await log("s-2", [
        began("exec_1", "d"),
        endedWith("exec_1", { durationMs: 7, tokensUsed: 40 }),
      ]);
      await log("s-2", [began("exec_2", "e", "orch_1"), endedWith("exec_2", { durationMs: 9 })]);
      await log("s-2", [began("exec_3", "f"), endedWith("exec_3")]);
      expect(await store.outcomes()).toEqual(new Map([["builder", { completed: 5, failed: 1 }]]));
      const durations = await store.durations(["builder", "nobody"]);
      expect([...durations.keys()]).toEqual(["builder"]);
      expect([...(durations.get("builder") ?? [])].sort()).toEqual([120_000, 180_000, 60_000, 7]);
      const tokens = await store.tokensUsed(["builder", "nobody"]);
      expect([...tokens.keys()]).toEqual(["builder"]);
      expect([...(tokens.get("builder") ?? [])].sort()).toEqual([40, 500]);
    });

    test("a rewind takes back no execution and no learning, and ends what it cut off", async () => {
      const id = await work("one", { learnings: ["Maps are fast"] });
      const rewindsTo = await store.stateAt(id, 3);
      await store.transact(append(id, [rewound(3)], { at: 200_000, rewindsTo }));
      expect(await store.executions(page)).toMatchObject([{ status: "completed" }]);
      expect(await recalled("maps")).toEqual(["Maps are fast"]);
      const again = attemptStarted("s", day, { fence: 8 });
      await store.transact(append(id, [again], { at: 300_000 }));
      const base = await store.stateAt(id, 3);
      await store.transact(append(id, [rewound(3)], { at: 360_000, rewindsTo: base }));
      expect(await store.executions(page)).toMatchObject([
        { execution: `ho_${id}_s:8`, status: "revoked", counts: false, durationMs: 60_000 },
        { execution: `ho_${id}_s:1`, status: "completed" },
      ]);
      expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
    });

    test("what came from another project is marked, and becomes one's own when it is learned again", async () => {
      const execution = {
        execution: "ho_x:1",
        agent: "far",
        title: "their goal",
        task: "Paint the shed",
        result: null,
        status: "completed" as const,
        counts: true,
        startedAt: 0,
        at: 4_000,
        durationMs: 4_000,
        tokensUsed: null,
      };
      const learning = {
        learning: "lrn_of_theirs",
        text: "Paint dries slowly",
        agent: "far",
        firstAt: 0,
        at: 4_000,
        times: 3,
      };
      await store.transact(
        append(importStream("db-2"), [
          { type: "brain_imported", executions: [execution], learnings: [learning] },
        ]),
      );
      expect(await store.executions(page)).toEqual([]);
      const hits = await store.recall({
        text: "paint",
        kinds: ["learning", "execution"],
        limit: 9,
        now: 0,
      });
      expect(hits.map(({ row }) => [row.table, row.origin, row.workflow]).sort()).toEqual([
        ["execution", "db-2", null],
        ["learning", "db-2", null],
      ]);
      expect(await store.experience({ text: "paint shed", limit: 9 })).toMatchObject([
        { agent: "far", completed: 1 },
      ]);
      await work("x", { learnings: ["paint dries slowly"] });
      expect(await store.learnings(page)).toMatchObject([
        { origin: null, agent: "far", times: 4, workflow: null },
      ]);
      expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
    });
  });
};
