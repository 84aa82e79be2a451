import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runDemo } from "../../src/cli/demo/run-demo.ts";

/** Runs the demo as `baton demo` does; the server is the built one. */
const demo = async (...argv: string[]) => {
  let out = "";
  let err = "";
  const code = await runDemo({
    argv,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: process.env,
  });
  return { code, out, err };
};

/** A temporary folder of this file's own, so that what is left in it is ours. */
let own = "";

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), "demo-test-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, own);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(own, { recursive: true, force: true });
});

const isOurs = (name: string): boolean => name.startsWith("baton-demo-");
const leftovers = async (): Promise<readonly string[]> => (await readdir(own)).filter(isOurs);

/** Processes that work in our folder; empty where the system does not tell. */
const survivors = (): readonly string[] =>
  (existsSync("/proc/self/cwd") ? readdirSync("/proc") : [])
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(own);
      } catch {
        return false;
      }
    });

test("the whole demo goes as promised and leaves nothing", async () => {
  const { code, out, err } = await demo();
  expect(err).toBe("");
  expect(code).toBe(0);
  for (const promise of [
    "node --test: 34 pass, 7 fail",
    "would be asked by your client:",
    "killed with SIGKILL while marcus-backend holds the code",
    "stale_lease: reported under a lease",
    "contract_not_met: said to be done while node --test was red",
    "a code_error, retried with the error in the brief",
    "workflow completed, 5 of 5 handoffs",
    "node --test: 46 pass, 0 fail",
    "claude mcp add baton -- npx -y baton-mcp",
  ]) {
    expect(out).toContain(promise);
  }
  expect(out).toMatch(/history .*chain/i);
  expect(survivors()).toEqual([]);
  expect(await leftovers()).toEqual([]);
}, 40_000);

test("an interrupted demo ends at once, with nothing left behind", async () => {
  let interrupted = false;
  const running = runDemo({
    argv: [],
    env: process.env,
    stderr: { write: () => {} },
    stdout: {
      write: (text) => {
        // In the middle: a server runs, and an agent's program too.
        if (!interrupted && text.includes("claims code"))
          setTimeout(() => process.emit("SIGINT"), 20);
        interrupted ||= text.includes("claims code");
      },
    },
  });
  expect(await running).toBe(130);
  expect(interrupted).toBe(true);
  expect(survivors()).toEqual([]);
  expect(await leftovers()).toEqual([]);
}, 40_000);

test("a wrong option is answered with the usage, and nothing is started", async () => {
  const { code, out, err } = await demo("--fast");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("'--fast'");
  expect(err).toContain("baton demo [--keep]");
  expect(await leftovers()).toEqual([]);
});

test("--keep leaves the project and says where", async () => {
  const { code, out } = await demo("--keep");
  expect(code).toBe(0);
  const kept = /kept in (.*)/.exec(out)?.[1] ?? "";
  expect(existsSync(`${kept}/docs/review.md`)).toBe(true);
  expect(await leftovers()).toHaveLength(1);
}, 40_000);
