import { describe, expect, test } from "vitest";
import { given } from "../spec/given.ts";
import { lived } from "../spec/lived.ts";
import { cancel, claim, complete, decides, fireDue, later, remember } from "../spec/moves.ts";
import { type Move, type World, workflow } from "../spec/world.ts";
import {
  agent,
  approval,
  beside,
  child,
  group,
  loop,
  type Made,
  planOf,
  set,
  starts,
  waitSignal,
} from "./plan-of.ts";

const halts = (...nodes: readonly Made[]): Move => starts(planOf(nodes, { onFailure: "halt" }));
const node = (world: World, key: string) => workflow(world).flow?.nodes.get(key);
const status = (world: World) => workflow(world).status;
const task = (world: World) =>
  [...workflow(world).tasks.values()].find((each) => each.status === "open");
const done = (step: string): Move[] => [claim(step), complete(step)];

describe("a plan that halts", () => {
  test("asks about a loop out of rounds; another try is another round", () => {
    const { world } = given(
      halts(loop("l", "ok", 1, [agent("fix")]), agent("b")),
      ...done("l[1]/fix"),
    );
    expect(status(world)).toBe("halted");
    expect(task(world)).toMatchObject({
      kind: "halt",
      step: "l",
      body: "ok did not hold after 1 rounds",
      options: ["retry", "skip", "abort"],
    });
    lived([decides("halt", "retry")], world);
    expect(status(world)).toBe("running");
    expect(node(world, "l[2]/fix")?.status).toBe("active");
    const value = { ok: true };
    const outputs = { outputs: value, storedOutputs: { kind: "inline", value } } as const;
    lived([claim("l[2]/fix"), complete("l[2]/fix", outputs)], world);
    expect(node(world, "l")).toMatchObject({ status: "completed", output: { rounds: 2 } });
  });

  test("asks about an expression that fails; another try looks at the state anew", () => {
    const { world } = given(halts(agent("a"), set("s", { x: "memory.port + 1" })), ...done("a"));
    expect(task(world)).toMatchObject({ step: "s" });
    lived([remember("port", 8080), decides("halt", "retry")], world);
    expect(workflow(world)).toMatchObject({ status: "completed", flow: { values: { x: 8081 } } });
  });

  test("asks about the outputs of an agent's step; another try is the agent's", () => {
    const { world } = given(
      halts(agent("a", { outputs: { x: "steps.a.output.x" } })),
      claim("a"),
      complete("a", { outputs: {}, storedOutputs: { kind: "inline", value: {} } }),
    );
    expect(status(world)).toBe("halted");
    const value = { x: 3 };
    lived(
      [
        decides("halt", "retry"),
        claim("a"),
        complete("a", { outputs: value, storedOutputs: { kind: "inline", value } }),
      ],
      world,
    );
    expect(workflow(world)).toMatchObject({ status: "completed", flow: { values: { x: 3 } } });
  });

  test("goes on without what is skipped, and fails with what is given up", () => {
    const story = [halts(set("s", { x: "1 / 0" }), agent("b"))];
    const skipped = given(...story, decides("halt", "skip", { comment: "not needed" })).world;
    expect(node(skipped, "s")).toMatchObject({ status: "skipped", reason: "not needed" });
    expect(node(skipped, "b")?.status).toBe("active");
    const aborted = given(...story, decides("halt", "abort", { comment: "stop it" })).world;
    expect(workflow(aborted)).toMatchObject({ status: "failed", reason: "s failed: stop it" });
  });

  test("offers no other try of a body that was stopped half way", () => {
    const { world } = given(
      halts(group("g", "all", [agent("a"), agent("b")], { timeoutSeconds: 60 })),
      ...done("g/a"),
      later(60_000),
      fireDue(),
    );
    expect(task(world)).toMatchObject({ step: "g", options: ["skip", "abort"] });
    expect(node(world, "g/b")?.status).toBe("cancelled");
  });

  test("asks about an approval that was rejected; nobody but those asked passes it over", () => {
    const { world } = given(
      halts(approval("ok", { outputs: {} }), agent("b")),
      decides("approval", "reject", { comment: "not today" }),
    );
    expect(task(world)).toMatchObject({ kind: "halt", step: "ok", options: ["retry", "abort"] });
    lived([decides("halt", "retry")], world);
    expect(task(world)).toMatchObject({ kind: "approval", status: "open" });
    lived([decides("approval", "reject", { comment: "no" }), decides("halt", "abort")], world);
    expect(node(world, "ok")).toMatchObject({
      status: "failed",
      output: { decision: "reject", comment: "no" },
    });
  });

  test("offers no way past a body in which people decide", () => {
    const body = beside(agent("a"), approval("ok"));
    const { world } = given(
      halts(group("g", "all", body, { timeoutSeconds: 60 })),
      later(60_000),
      fireDue(),
    );
    expect(task(world)).toMatchObject({ kind: "halt", step: "g", options: ["abort"] });
    expect([...workflow(world).tasks.values()].filter((each) => each.approval)).toMatchObject([
      { status: "withdrawn" },
    ]);
  });

  test("waits for no signal while it is halted, and again when it is tried again", () => {
    const { world } = given(
      halts(waitSignal("e", "go", { timeoutSeconds: 60, onTimeout: "fail" })),
      later(60_000),
      fireDue(),
    );
    expect(node(world, "e")).toMatchObject({ halted: true, awaits: [], dueAt: null });
    lived([decides("halt", "retry")], world);
    expect(node(world, "e")).toMatchObject({ status: "waiting", awaits: [{ signal: "go" }] });
  });

  test("asks about a workflow that failed; another try is another workflow", () => {
    const { world } = given(halts(child("r")));
    const first = node(world, "r")?.child?.workflow ?? "";
    const ended = { node: "r", status: "failed", reason: "look failed", values: {} } as const;
    lived([() => ({ type: "end_child", child: first, ...ended })], world);
    expect(task(world)).toMatchObject({
      step: "r",
      body: `workflow ${first} is failed: look failed`,
    });
    lived([decides("halt", "retry")], world);
    expect(node(world, "r")?.child?.workflow).not.toBe(first);
    expect(status(world)).toBe("waiting");
  });

  test("does not wait for an answer when it is cancelled", () => {
    const { world } = given(halts(set("s", { x: "1 / 0" })), cancel());
    expect(status(world)).toBe("cancelled");
    expect(workflow(world).openTasks).toBe(0);
  });
});
