import { expect, test } from "vitest";
import { baton, inTerminal } from "./command-line.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const scene = async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const send = async (name: string, correlation: string) =>
    String((await session.call("send_signal", { name, correlation })).signal_id);
  const ids = [await send("paid", "order-1"), await send("paid", "order-2")];
  ids.push(await send("shipped", "order-1"));
  const discard = (...args: string[]) => baton(project, ["signals", "discard", ...args]);
  const kept = async (): Promise<readonly string[]> => {
    const { signals } = JSON.parse((await baton(project, ["signals", "--json"])).stdout);
    return signals.map((signal: { signal_id: string }) => signal.signal_id);
  };
  return { project, ids, discard, kept };
};

test("signals are discarded by what they are, once they were listed and confirmed", async () => {
  const { project, ids, discard, kept } = await scene();
  const [first = "", second = "", third = ""] = ids;
  const dry = await discard("--correlation", "order-1", "--dry-run");
  expect(dry.code).toBe(0);
  expect(dry.stdout).toMatch(
    new RegExp(
      `^${first} paid for correlation order-1, since .*\n${third} shipped .*\nNothing was done`,
    ),
  );
  const alone = await discard("--name", "paid");
  expect(alone).toMatchObject({ code: 1 });
  expect(alone.stderr).toContain("forbidden: nobody is here to confirm");
  expect(await kept()).toEqual(ids);
  const typed = await inTerminal(project, ["signals", "discard", "--name", "shipped"], (shown) =>
    shown.endsWith("Type yes to discard 1 signal: ") ? "yes" : null,
  );
  expect(typed.stdout).toContain("Discarded 1.");
  expect(await kept()).toEqual([first, second]);
  expect((await discard("--older-than", "1h", "--yes")).stdout).toBe("No signal fits.\n");
  const named = await discard(second, "--yes", "--reason", "paid by hand");
  expect(named.stdout).toMatch(/\nDiscarded 1\.\n$/);
  expect(await kept()).toEqual([first]);
  expect((await discard(second, "--yes")).stderr).toContain(
    `not_found: No signal ${second} is kept.`,
  );
});

test.each([
  ["--yes"],
  ["--name", "paid", "sig_1c9b27d40f3a"],
  ["--older-than", "long"],
])("which signals are meant has to be said: %s %s %s", async (...args) => {
  const { code, stderr } = await baton(scratchProject(), ["signals", "discard", ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain("Usage: baton signals discard");
});
