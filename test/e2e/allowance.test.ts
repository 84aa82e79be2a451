import { expect, test } from "vitest";
import { allowanceIn, createAllowance } from "../../src/server/mcp/allowance.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

/** A clock that is moved by hand. */
const handClock = () => {
  let ms = 0;
  return {
    monotonic: () => ms,
    pass: (by: number) => {
      ms += by;
    },
  };
};

test("fifty seconds' worth may be taken at once, and then as much as comes back", () => {
  const { monotonic, pass } = handClock();
  const allowance = createAllowance(monotonic, 2);
  for (let n = 0; n < 100; n++) expect(allowance.take()).toBe(0);
  expect(allowance.take()).toBe(500);
  pass(400);
  expect(allowance.take()).toBe(100);
  pass(100);
  expect(allowance.take()).toBe(0);
  expect(allowance.take()).toBe(500);
  pass(3_600_000);
  for (let n = 0; n < 100; n++) expect(allowance.take()).toBe(0);
  expect(allowance.take()).toBe(500);
});

test("1,200 handoffs a minute, each created, claimed and completed, never wait, nor do 40 writes at once", () => {
  const { monotonic, pass } = handClock();
  const allowance = allowanceIn({}, monotonic);
  let waits = 0;
  const call = (): void => {
    waits += allowance.take();
  };
  for (let handoff = 0; handoff < 12_000; handoff++) {
    for (let calls = 0; calls < 3; calls++) call();
    if (handoff % 100 === 0) for (let calls = 0; calls < 40; calls++) call();
    pass(50);
  }
  expect(waits).toBe(0);
});

test("what an operator has set counts, and what is no number does not", () => {
  const { monotonic } = handClock();
  const taken = (text: string): number => {
    const allowance = allowanceIn({ BATON_CALLS_PER_SECOND: text }, monotonic);
    let calls = 0;
    while (allowance.take() === 0) calls++;
    return calls;
  };
  expect(["1", "250", "0", "-5", "fast", "Infinity", ""].map(taken)).toEqual([
    50, 12_500, 5_000, 5_000, 5_000, 5_000, 5_000,
  ]);
});

test("a client that calls in a circle is told to wait, and nothing of that call happens", async () => {
  const session = await openSession(scratchProject(), { env: { BATON_CALLS_PER_SECOND: "0.06" } });
  const args = { key: "k", value: 1 };
  for (let n = 1; n <= 3; n++) expect((await session.call("set_memory", args)).version).toBe(n);
  const { code, fix, details } = await session.refused("set_memory", args);
  expect(code).toBe("busy");
  expect(fix).toMatch(/^Wait \d+ ms and call again\./);
  expect(details).toEqual({ retry_after_ms: expect.any(Number) });
  expect((await session.request("ping")).content).toBeUndefined();
});
