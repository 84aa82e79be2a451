import { describe, expect, test } from "vitest";
import { waitForChange } from "../../src/engine/status/wait-for-change.ts";
import { eachOnce, everyTimer, firedIn, stageOf } from "./every-timer.ts";
import { claim, finish } from "./moves.ts";
import { namePeople } from "./name-people.ts";
import { scratchProject } from "./scratch-project.ts";
import { ticking } from "./ticking.ts";
import { virtualBaton } from "./virtual-baton.ts";

const hour = 3_600;
const day = 24 * hour;

/** A workflow that waits for all its timers, and a ticker that looks after it. */
const waiting = async () => {
  const project = scratchProject();
  namePeople(project, {
    ada: { users: ["ada"], roles: ["support"] },
    cy: { roles: ["boss"] },
  });
  const person = () => ({ action: "accept" as const, content: { decision: "approve" } });
  const baton = await virtualBaton(project, { person });
  const { workflow_id } = await baton.call("start_workflow", { definition: everyTimer });
  const { tick, errors } = ticking(baton);
  const begun = baton.now();
  await tick();
  return {
    baton,
    workflow_id,
    tick,
    /** Two looks of the ticker: one that fires what is due, and one that finds it done. */
    look: async () => {
      await tick();
      const pause = await tick();
      expect(errors).toEqual([]);
      return pause;
    },
    /** Sets the clock to so many hours after the start, whatever it shows now. */
    setTo: (hours: number) => baton.jump((begun - baton.now()) / 1000 + hours * hour),
    /** How often each timer has fired. */
    fired: () => firedIn(baton.engine.ports.store, workflow_id),
  };
};

describe("a clock that is set", () => {
  test("far forward makes every timer it has passed over fire, each once", async () => {
    const { setTo, look, fired, baton, workflow_id } = await waiting();
    expect(await fired()).toEqual({});
    setTo(21);
    await look();
    expect(await fired()).toEqual(eachOnce);
    for (let i = 0; i < 5; i++) await look();
    expect(await fired()).toEqual(eachOnce);
    const { timeline } = await baton.call("status", { workflow_id, view: "timeline", limit: 100 });
    const lines = timeline.map(({ what }) => what).join("\n");
    expect(lines).toContain("is overdue: cy is asked as well");
    expect(lines).toContain("(reminder 1)");
  });

  test("forward little by little fires each timer at its time and none before", async () => {
    const { setTo, look, fired } = await waiting();
    const seen: string[] = [];
    for (const hours of [0.99, 1, 2, 4, 5, 6, 7.99, 8, 10, 12, 20]) {
      const before = await fired();
      setTo(hours);
      await look();
      const news = Object.entries(await fired())
        .filter(([name, times]) => times !== (before[name] ?? 0))
        .map(([name, times]) => `${name}${times === 1 ? "" : ` ${times}`}`);
      seen.push(`${hours}: ${news.sort().join(", ")}`);
    }
    expect(seen).toEqual([
      "0.99: ",
      "1: task_reminded",
      "2: sla_warned ok, task_reminded 2",
      "4: task_reassigned, task_reminded 3",
      "5: sla_breached ok, task_reminded 4",
      "6: sla_warned workflow, task_reminded 5",
      "7.99: task_reminded 6",
      "8: reply",
      "10: task_reminded 7, which",
      "12: pause, task_reminded 8",
      "20: sla_breached workflow, task_reminded 9",
    ]);
  });

  test("back before anything was due fires nothing early, and everything once when it has caught up", async () => {
    const { setTo, look, fired } = await waiting();
    setTo(-24);
    for (let i = 0; i < 5; i++) expect(await look()).toBe(1_000);
    setTo(0.9);
    await look();
    expect(await fired()).toEqual({});
    setTo(21);
    await look();
    expect(await fired()).toEqual(eachOnce);
  });

  test("back after some have fired does not fire them again, and starves none of the others", async () => {
    const { setTo, look, fired } = await waiting();
    setTo(7);
    await look();
    const early = {
      task_reminded: 1,
      task_reassigned: 1,
      "sla_warned ok": 1,
      "sla_breached ok": 1,
      "sla_warned workflow": 1,
    };
    expect(await fired()).toEqual(early);
    setTo(-48);
    await look();
    expect(await fired()).toEqual(early);
    // The same hours once more: the next reminder counts from the one that was given at 7 h.
    setTo(7);
    await look();
    expect(await fired()).toEqual(early);
    setTo(21);
    await look();
    expect(await fired()).toEqual({ ...eachOnce, task_reminded: 2 });
  });

  test("to and fro ends with every timer fired, none twice but the reminder, and the workflow at its end", async () => {
    const { setTo, look, fired, baton, workflow_id } = await waiting();
    for (const hours of [3, -5, 9, 1, 11, -100, 8, 13, 2, 19, -1, 21]) {
      setTo(hours);
      await look();
    }
    expect(await fired()).toEqual({ ...eachOnce, task_reminded: expect.any(Number) });
    const { tasks } = await baton.call("status", { workflow_id, view: "tasks" });
    await baton.call("decide_task", { task_id: tasks[0]?.task_id });
    expect(await baton.call("status", { workflow_id })).toMatchObject({ status: "completed" });
  });

  test("back is no reason to lose what is sent meanwhile, and no wait that was answered times out later", async () => {
    const { setTo, look, fired, baton, workflow_id } = await waiting();
    setTo(-24);
    expect(await baton.call("send_signal", { name: "reply", workflow_id })).toMatchObject({
      delivered_to: [workflow_id],
    });
    await baton.call("send_signal", { name: "confirmed", workflow_id });
    setTo(21);
    await look();
    expect(await fired()).toEqual(eachOnce);
    const events = await baton.engine.ports.store.events(workflow_id, 0, 1000);
    const loud = events.flatMap(({ data }) =>
      data.type === "node_settled" && stageOf(data.node) === "loud" ? [data.status] : [],
    );
    expect(loud).toEqual(["completed"]);
  });

  test("does not lengthen or shorten a wait for news, which goes by a clock that cannot be set", async () => {
    const { baton, workflow_id } = await waiting();
    const { ports } = baton.engine;
    for (const jump of [-day, day]) {
      let left = jump;
      const clock = {
        ...ports.clock,
        sleep: async (ms: number) => {
          baton.jump(left);
          left = 0;
          await ports.clock.sleep(ms);
        },
      };
      const before = clock.monotonic();
      await waitForChange({ ...ports, clock }, workflow_id, { wait_seconds: 5 });
      expect(left).toBe(0);
      expect(clock.monotonic() - before).toBe(5_000);
    }
  });

  test("while an agent works leaves its work valid, and no duration is below zero", async () => {
    const baton = await virtualBaton(scratchProject());
    const begin = () =>
      baton.call("start_workflow", {
        definition: "workflow: { name: one, stages: [{ agent: builder, timeout: 4h }] }",
      });
    for (const jump of [-day, hour]) {
      const { workflow_id, ready } = await begin();
      const [first] = ready;
      if (first === undefined) throw new Error("nothing is ready");
      const claimed = await claim(baton, first);
      baton.jump(jump);
      await baton.engine.doDue();
      await finish(baton, claimed);
      expect(await baton.call("status", { workflow_id })).toMatchObject({ status: "completed" });
      const metrics = await baton.call("status", { workflow_id, view: "metrics" });
      expect(JSON.stringify(metrics)).not.toMatch(/":-\d/);
    }
  });
});
