import { describe, expect, test } from "vitest";
import { noFacts } from "../../src/core/port/facts.ts";
import { scratchProject } from "./scratch-project.ts";
import { ticking } from "./ticking.ts";
import { type VirtualBaton, virtualBaton } from "./virtual-baton.ts";

const person = {
  actor: { kind: "human" as const, name: "ada" },
  session: null,
  holder: null,
  command: null,
};

const hourly = `workflow:
  name: hourly
  triggers: [{ every: 1h }]
  stages: [{ agent: builder }]
`;
const started = async (baton: VirtualBaton) =>
  (await baton.engine.ports.store.workflows({ open: true, limit: 50, offset: 0 })).length;

/** Leaves messages that nobody can take. */
const sendToNobody = async (baton: VirtualBaton): Promise<void> => {
  const { store } = baton.engine.ports;
  const { actor } = person;
  const wait = { workflow: "orch_x", node: "w", wait: 1 };
  await store.transact({
    stream: "sig/paid/k%3Ax",
    command: null,
    facts: noFacts,
    blobs: [],
    decide: (state) => ({
      type: "commit",
      events: [{ data: { type: "wait_subscribed", wait }, at: 1, actor }],
      rows: [],
      // No program can read a stream of this name.
      messages: [
        { to: "sig/%/broken", message: { type: "keep_signal", signal: "sig_1", actor } },
        { to: "sig/%/broken", message: { type: "subscribe_wait", wait, actor } },
      ],
      after: { ...state, version: 1 },
      reply: { type: "content", content: {} },
    }),
  });
};

describe("the ticker", () => {
  const armed = async () => {
    const baton = await virtualBaton(scratchProject());
    await baton.engine.armTriggers({ definition: hourly }, person);
    return baton;
  };

  test("looks at least once a second, and as soon as something is due", async () => {
    const baton = await armed();
    const { tick } = ticking(baton);
    expect(await tick()).toBe(1_000);
    baton.passIdle(3_599.8);
    expect(await tick()).toBe(200);
    baton.passIdle(0.2);
    await tick();
    expect(await started(baton)).toBe(1);
  });

  test("fires what a clock that was set forward has passed over, once", async () => {
    const baton = await armed();
    const { tick } = ticking(baton);
    await tick();
    baton.jump(7 * 86_400);
    for (let i = 0; i < 5; i++) await tick();
    expect(await started(baton)).toBe(1);
  });

  test("goes on looking when the clock was set back, and fires when its time comes, once", async () => {
    const baton = await armed();
    const { tick } = ticking(baton);
    baton.passIdle(3_600);
    await tick();
    expect(await started(baton)).toBe(1);
    baton.jump(-86_400);
    for (let i = 0; i < 5; i++) expect(await tick()).toBe(1_000);
    expect(await started(baton)).toBe(1);
    baton.passIdle(86_400 + 3_600);
    await tick();
    await tick();
    expect(await started(baton)).toBe(2);
  });

  test("does other work that is due when one stream cannot take its message", async () => {
    const baton = await armed();
    await sendToNobody(baton);
    const { tick, errors } = ticking(baton);
    baton.passIdle(3_600);
    await tick();
    expect(await started(baton)).toBe(1);
    expect(errors).toHaveLength(1);
  });

  test("says nothing of what failed because the server ends", async () => {
    const baton = await armed();
    await sendToNobody(baton);
    const { go, stop, errors } = ticking(baton);
    await go();
    stop();
    await new Promise(setImmediate);
    expect(errors).toEqual([]);
  });
});
