import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";
import type { Holder } from "../../src/core/actor.ts";
import { createIsAlive, selfHolder } from "../../src/server/project/holder.ts";
import { parseProcStat, processState, psState } from "../../src/server/project/process-state.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const start = (program: string, ...args: string[]): ChildProcess & { readonly pid: number } => {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} did not start`);
  return Object.assign(child, { pid });
};
const sleeper = () => start(process.execPath, "-e", "setInterval(() => {}, 1000)");
const holderOf = (pid: number): Holder => ({
  ...selfHolder(),
  pid,
  started: processState(pid)?.started ?? "",
});
/** Asks afresh, without what was remembered. */
const isAlive = (holder: Holder) => createIsAlive(() => 0)(holder);
const onLinux = process.platform === "linux";

test("this process is alive, and always says the same of itself", () => {
  expect(isAlive(selfHolder())).toBe(true);
  expect(selfHolder()).toEqual(selfHolder());
  expect(selfHolder().pid).toBe(process.pid);
});

test("a process is alive until it is killed", async () => {
  const child = sleeper();
  const holder = holderOf(child.pid);
  expect(isAlive(holder)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive(holder)).toBe(false);
});

test.skipIf(!onLinux)("a process that has the number of an earlier one is not it", () => {
  const child = sleeper();
  const holder = holderOf(child.pid);
  expect(holder.started).toMatch(/^\d+$/);
  expect(isAlive({ ...holder, started: String(Number(holder.started) - 1) })).toBe(false);
});

test.skipIf(!onLinux)("a zombie is gone", async () => {
  // The shell becomes a program that never looks after the child it inherits.
  const parent = start("sh", "-c", "sleep 0.2 & echo $!; exec sleep 30");
  const [line] = await once(createInterface({ input: parent.stdout ?? process.stdin }), "line");
  const holder = holderOf(Number(line));
  expect(isAlive(holder)).toBe(true);
  await expect.poll(() => processState(holder.pid)?.ended, { timeout: 5_000 }).toBe(true);
  expect(() => process.kill(holder.pid, 0)).not.toThrow();
  expect(isAlive(holder)).toBe(false);
});

describe("where it ran counts", () => {
  const [name = "", boot = "", space = ""] = selfHolder().host.split(" ");
  const gone = { ...selfHolder(), started: "1" };
  const on = (...host: string[]) => isAlive({ ...gone, host: host.join(" ") });

  test.skipIf(!onLinux)("gone on this host, boot and namespace", () => {
    expect(on(name, boot, space)).toBe(false);
  });

  test("another host or another container cannot be told, so it may be alive", () => {
    expect(on(`${name}x`, boot, space)).toBe(true);
    expect(on(name, boot, `${space}x`)).toBe(true);
  });

  test("before this host's last boot is gone", () => {
    expect(on(name, `${boot}x`, space)).toBe(false);
    expect(on(name, `${boot}x`, `${space}x`)).toBe(false);
  });
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31 - 1])("no process has the number %d", (pid) => {
  expect(isAlive({ ...selfHolder(), pid })).toBe(false);
});

test.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
  "somebody else's process is alive, though it may not be signalled (skipped for root, who may)",
  () => {
    expect(() => process.kill(1, 0)).toThrow("EPERM");
    expect(isAlive({ ...selfHolder(), pid: 1, started: "" })).toBe(true);
  },
);

test("an answer is remembered for half a second", async () => {
  let now = 0;
  const ask = createIsAlive(() => now);
  const child = sleeper();
  const holder = holderOf(child.pid);
  expect(ask(holder)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  now = 499;
  expect(ask(holder)).toBe(true);
  now = 500;
  expect(ask(holder)).toBe(false);
});

describe("what the system says", () => {
  const rest = "1 1 1 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 7 0 12345 1 1";

  test("a name may hold spaces and parentheses", () => {
    expect(parseProcStat(`7 (a) S 9 (b)) S ${rest}`)).toEqual({ ended: false, started: "12345" });
    expect(parseProcStat(`7 (node) Z ${rest}`)).toEqual({ ended: true, started: "12345" });
    expect(parseProcStat(`7 (node) X ${rest}`)?.ended).toBe(true);
    expect(parseProcStat("7 (node) S 1 2")).toBe(null);
    expect(parseProcStat("")).toBe(null);
  });

  test.skipIf(process.platform === "win32")(
    "ps tells a start that does not depend on the zone",
    () => {
      const zone = process.env.TZ;
      process.env.TZ = "Asia/Tokyo";
      const there = psState(process.pid);
      process.env.TZ = "America/Lima";
      expect(psState(process.pid)).toEqual(there);
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
      expect(there?.ended).toBe(false);
      expect(there?.started).toMatch(/^\w{3} .*\d\d:\d\d:\d\d \d{4}$/);
      expect(() => psState(2 ** 31 - 1)).toThrow();
    },
  );
});
