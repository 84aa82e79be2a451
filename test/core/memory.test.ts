import { expect, test } from "vitest";
import type { Intent } from "../../src/core/command/command.ts";
import { decide } from "../../src/core/decide/decide.ts";
import { workflowKeyLimit } from "../../src/core/decide/write-memory.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import { project } from "../../src/core/project/project.ts";
import { initialState, memoryAddress, memoryStream } from "../../src/core/state/stream-state.ts";
import { ajvRules } from "./spec/ajv-rules.ts";
import { given } from "./spec/given.ts";
import { checkWorld } from "./spec/invariants.ts";
import { checkpoint, handoff, remember, write } from "./spec/moves.ts";
import { commandFor, newWorld, perform, start, workflow } from "./spec/world.ts";

test("each write of a key raises its version, whoever writes", () => {
  given(handoff("api"))
    .when(remember("api/port", 8080, { tags: ["net"] }))
    .yields({ type: "workflow_memory_set", key: "api/port", version: 1, by: "ben", tags: ["net"] })
    .when(remember("api/port", 8081, { by: "cleo" }))
    .yields({ type: "workflow_memory_set", version: 2, by: "cleo" })
    .and((state) =>
      expect(state.memory.get("api/port")?.value).toEqual({ kind: "inline", value: 8081 }),
    );
});

test("a write of what somebody wrote since is refused", () => {
  given(handoff("api"), remember("k", 1), remember("k", 2))
    .when(remember("k", 3, { expectedVersion: 1 }))
    .refused("conflict", /at version 2, not 1.*get_memory/)
    .when(remember("k", 3, { expectedVersion: 2 }))
    .yields({ type: "workflow_memory_set", version: 3 });
});

test("version 0 means the key must not exist, and one that expired does not", () => {
  given(handoff("api"), remember("k", 1))
    .when(remember("k", 2, { expectedVersion: 0 }))
    .refused("conflict");
  given(handoff("api"), remember("k", 1, { expiresAt: start + 2000 }))
    .when(remember("k", 2, { expectedVersion: 0 }))
    .yields({ type: "workflow_memory_set", version: 2 });
});

test("a workflow holds so many keys and no more, but those it has can be written", () => {
  const { world } = given(handoff("api"), remember("k", 1));
  const state = workflow(world);
  const full = { ...state, memory: { ...state.memory, size: workflowKeyLimit } };
  const decideOn = (key: string) => {
    const intent = remember(key, 2)(world);
    return intent === null ? null : decide(full, commandFor(world, intent), ajvRules);
  };
  expect(decideOn("another")).toMatchObject({ code: "too_large" });
  expect(decideOn("k")).toMatchObject({ type: "decided" });
});

test("keys that are special to objects are keys like others", () => {
  given(handoff("api"), remember("__proto__", 1), remember("constructor", 2))
    .when(remember("__proto__", 3, { expectedVersion: 1 }))
    .and((state) => expect([...state.memory.keys()].sort()).toEqual(["__proto__", "constructor"]));
});

const projectKey = memoryStream("project", "project", "a/b c%");
const writes = (value: number, wishes = {}): Intent => ({
  type: "write_memory",
  write: write(value, wishes),
});

test("a key of project memory is a stream, whose version is the key's", () => {
  const world = newWorld(projectKey);
  expect(perform(world, writes(1, { expectedVersion: 0 }))).toMatchObject({
    events: [{ data: { type: "memory_set" } }],
    after: { version: 1 },
  });
  perform(world, writes(2, { expectedVersion: 1, by: "cleo", expiresAt: start + 10 }));
  checkWorld(world);
  expect(world.state).toMatchObject({ kind: "memory", version: 2, by: "cleo" });
  expect([...world.tables.values()]).toEqual([
    expect.objectContaining({ scope: "project", owner: "project", key: "a/b c%", version: 2 }),
  ]);
  expect(perform(world, writes(3, { expectedVersion: 1 }))).toMatchObject({ code: "conflict" });
  world.at += 10;
  expect(perform(world, writes(3, { expectedVersion: 0 }))).toMatchObject({ type: "decided" });
});

test("the name of a memory stream tells scope, owner and key", () => {
  for (const key of ["plain", "a/b", "a%2Fb", "ü ß", "..", ""]) {
    const address = { scope: "session" as const, owner: "s/1", key };
    expect(memoryAddress(memoryStream("session", "s/1", key))).toEqual(address);
  }
});

test("a memory key takes no workflow command, and the other way round", () => {
  const world = newWorld(projectKey);
  expect(perform(world, { type: "pause", reason: "" })).toMatchObject({ code: "internal" });
  const { world: other } = given(handoff("api"), checkpoint("x"));
  const [event] = other.events;
  const memory = initialState(projectKey);
  if (event === undefined) throw new Error("no event");
  expect(evolve(memory, event)).toBe(memory);
  expect(project(memory, memory, event)).toEqual([]);
});

test("a memory event in a workflow's stream changes nothing", () => {
  const world = newWorld(projectKey);
  perform(world, writes(1));
  const [event] = world.events;
  const { world: other } = given(handoff("api"));
  if (event === undefined) throw new Error("no event");
  expect(evolve(other.state, event)).toBe(other.state);
  expect(project(other.state, other.state, event)).toEqual([]);
});
