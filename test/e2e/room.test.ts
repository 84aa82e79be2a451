import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { definitionStream } from "../../src/core/state/definition-state.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { definitionLimit, keyLimit } from "../../src/engine/project-room.ts";
import { append } from "../store/commands.ts";
import { memorySet } from "../store/sample-events.ts";
import { create, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { type VirtualBaton, virtualBaton } from "./virtual-baton.ts";

const definition = (name: string) =>
  `workflow: { name: ${name}, version: 1, stages: [{ agent: builder }] }`;

/** Begins with a wait, so that the workflow it uses begins later. */
const uses =
  "workflow: { name: outer, version: 1, stages: [{ name: later, type: wait, for: 1s }, { name: inner, type: workflow, use: inner }] }";

const tooMany = async (baton: VirtualBaton, tool: string, args: object): Promise<string> => {
  const { code, message, fix } = await baton.refused(tool, args);
  expect([code, fix.length > 20]).toEqual(["too_large", true]);
  return message;
};

test("a project has as many unfinished workflows as the operator allows, whichever way they would begin", async () => {
  const project = scratchProject();
  const file = join(project.env.XDG_CONFIG_HOME ?? "", "baton", "config.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ version: 1, defaults: { capacity: { workflows: 3 } } }));
  const baton = await virtualBaton(project);
  const { store } = baton.engine.ports;
  const { workflow_id } = await create(baton);
  const { checkpoint_id } = await baton.call("checkpoint", { workflow_id, name: "here" });
  const other = await create(baton);
  await baton.call("start_workflow", { definition: definition("three") });
  await baton.pass(2);
  expect(await tooMany(baton, "create_handoff", work())).toContain("3 unfinished workflows");
  await tooMany(baton, "start_workflow", { definition: definition("one") });
  await tooMany(baton, "resume", { checkpoint_id, fork: true });
  expect(await store.streamsLike("definition/one@", 9)).toEqual([]);
  await create(baton, { workflow_id });
  await baton.call("control_workflow", {
    workflow_id: other.workflow_id,
    action: "cancel",
    reason: "to make room",
  });
  await create(baton);
});

test("a workflow that another one uses is counted too, and its end is told where there is no room", async () => {
  const project = scratchProject();
  const file = join(project.env.XDG_CONFIG_HOME ?? "", "baton", "config.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ version: 1, defaults: { capacity: { workflows: 1 } } }));
  project.write("workflows/inner.yaml", definition("inner"));
  const baton = await virtualBaton(project);
  const started = await baton.call("start_workflow", { definition: uses });
  await baton.pass(2);
  const { workflow_id } = started;
  const story = await baton.call("status", { workflow_id, view: "timeline" });
  expect(JSON.stringify(story)).toContain("1 unfinished workflows");
  expect((await baton.call("status", { workflow_id })).status).toBe("failed");
});

test("the project's memory has at most 20,000 keys that count, and each may be written again", async () => {
  const baton = await virtualBaton(scratchProject());
  const { store } = baton.engine.ports;
  const put = (n: number, more: { readonly expiresAt?: number } = {}) =>
    store.transact(append(memoryStream("project", "project", `k${n}`), [memorySet(n, more)]));
  for (let n = 1; n < keyLimit; n++) await put(n);
  await put(0, { expiresAt: baton.now() + 60_000 });
  expect(await tooMany(baton, "set_memory", { key: "new", value: 1 })).toContain("20000 keys");
  await baton.call("set_memory", { key: "k7", value: 1 });
  const { workflow_id } = await create(baton);
  await baton.call("set_memory", { key: "new", value: 1, workflow_id });
  await baton.pass(61);
  await baton.call("set_memory", { key: "new", value: 1 });
});

test("at most 2,000 versions of definitions are kept, and those that are may be started", async () => {
  const baton = await virtualBaton(scratchProject());
  const { store } = baton.engine.ports;
  await baton.call("start_workflow", { definition: definition("kept") });
  const kept = { type: "definition_kept", hash: "", text: "" } as const;
  for (let n = 1; n < definitionLimit; n++)
    await store.transact(append(definitionStream(`d${n}`, "1"), [kept]));
  const message = await tooMany(baton, "start_workflow", { definition: definition("new") });
  expect(message).toContain("2000 versions");
  await baton.call("start_workflow", { definition: definition("kept") });
});
