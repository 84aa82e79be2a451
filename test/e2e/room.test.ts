import { expect, test } from "vitest";
import { definitionStream } from "../../src/core/state/definition-state.ts";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { definitionLimit, keyLimit, workflowLimit } from "../../src/engine/project-room.ts";
import { append } from "../store/commands.ts";
import { created, memorySet, statusChanged } from "../store/sample-events.ts";
import { create, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { type VirtualBaton, virtualBaton } from "./virtual-baton.ts";

const definition = (name: string) =>
  `workflow: { name: ${name}, version: 1, stages: [{ agent: builder }] }`;

const idOf = (n: number) => `orch_20260105_080000_${n.toString(16).padStart(4, "0")}`;

const tooMany = async (baton: VirtualBaton, tool: string, args: object): Promise<string> => {
  const { code, message, fix } = await baton.refused(tool, args);
  expect([code, fix.length > 20]).toEqual(["too_large", true]);
  return message;
};

test("a project has at most 10,000 unfinished workflows, whichever way they would begin", async () => {
  const baton = await virtualBaton(scratchProject());
  const { store } = baton.engine.ports;
  const { workflow_id } = await create(baton);
  const { checkpoint_id } = await baton.call("checkpoint", { workflow_id, name: "here" });
  for (let n = 1; n < workflowLimit; n++)
    await store.transact(append(idOf(n), [created(), statusChanged("running")]));
  expect(await tooMany(baton, "create_handoff", work())).toContain("10000 unfinished workflows");
  await tooMany(baton, "start_workflow", { definition: definition("one") });
  await tooMany(baton, "resume", { checkpoint_id, fork: true });
  expect(await store.streamsLike("definition/", 9)).toEqual([]);
  await create(baton, { workflow_id });
  await store.transact(append(idOf(1), [statusChanged("completed")]));
  await create(baton);
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
