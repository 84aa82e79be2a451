import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { createCheckOutput } from "../../src/server/project/check-output.ts";
import type { CheckEntry } from "../../src/server/project/operator-config.ts";
import { runCheck } from "../../src/server/project/run-check.ts";
import { createRedactor } from "../../src/server/secrets/create-redactor.ts";
import { scratch } from "./fixtures.ts";

const { folder, write } = scratch();
const root = folder();
const check = (entry: CheckEntry, env: NodeJS.ProcessEnv = {}) =>
  runCheck(
    { name: "it", entry, source: "project" },
    { root, env: { PATH: process.env.PATH, ...env } },
  );
const node = (code: string, more: Partial<CheckEntry> = {}, env: NodeJS.ProcessEnv = {}) =>
  check({ ...more, command: [process.execPath, "-e", code] }, env);
const isRunning = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};
const onLinux = process.platform === "linux";

describe("a check", () => {
  test("tells how it ended and what it said, on both streams", async () => {
    const code = "console.log('out'); console.error('err'); process.exitCode = 3";
    expect(await node("console.log('fine')")).toEqual({ name: "it", exitCode: 0, tail: "fine" });
    const { exitCode, tail } = await node(code);
    expect(exitCode).toBe(3);
    expect(tail.split("\n").sort()).toEqual(["err", "out"]);
  });

  test("gets its arguments as they are, without a shell", async () => {
    const args = ["$HOME", "a b", "; touch x", "*", "`id`", "", "-n", "ü"];
    const code = "console.log(JSON.stringify(process.argv.slice(1)))";
    const { tail } = await check({ command: [process.execPath, "-e", code, "--", ...args] });
    expect(JSON.parse(tail)).toEqual(args);
    expect(existsSync(join(root, "x"))).toBe(false);
  });

  test("runs in the project folder, or in the one it names", async () => {
    write(join(root, "pkg", "a"), "");
    expect((await node("console.log(process.cwd())")).tail).toBe(root);
    expect((await node("console.log(process.cwd())", { cwd: "pkg" })).tail).toBe(join(root, "pkg"));
    expect(await node("", { cwd: "gone" })).toEqual({
      name: "it",
      exitCode: null,
      tail: `The check's folder ${join(root, "gone")} does not exist.`,
    });
  });

  test("reads an empty input, and has the environment", async () => {
    const code = "process.stdin.on('end', () => console.log(process.env.SAID)).resume()";
    expect((await node(code, {}, { SAID: "hello" })).tail).toBe("hello");
  });

  test("that is not there says so", async () => {
    const { exitCode, tail } = await check({ command: ["no-such-program-here"] });
    expect(exitCode).toBe(null);
    expect(tail).toContain("no-such-program-here was not found on the PATH.");
    const file = write(join(root, "plain.txt"), "text");
    expect((await check({ command: [file] })).tail).toBe(`${file} could not be started (EACCES).`);
  });

  test("that is ended by a signal has no exit code", async () => {
    const { exitCode, tail } = await node("console.log('x'); process.kill(process.pid, 'SIGTERM')");
    expect({ exitCode, last: tail.split("\n").at(-1) }).toEqual({
      exitCode: null,
      last: "Ended by SIGTERM.",
    });
  });

  test.skipIf(!onLinux)("that takes too long is stopped with all it started", async () => {
    const code = `
      const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      process.on('SIGTERM', () => {});
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const started = performance.now();
    const { exitCode, tail } = await node(code, { timeout_seconds: 1 });
    expect(performance.now() - started).toBeLessThan(5_000);
    const [pid, note] = tail.split("\n");
    expect({ exitCode, note }).toEqual({
      exitCode: null,
      note: "Stopped after 1 s, the check's timeout.",
    });
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
  });

  test.skipIf(!onLinux)("does not wait for what it left running, and ends that", async () => {
    const script = "sleep 60 & echo $!; exit 4";
    const started = performance.now();
    const { exitCode, tail } = await check({ command: ["sh", "-c", script] });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(exitCode).toBe(4);
    await expect.poll(() => isRunning(Number(tail))).toBe(false);
  });

  test.skipIf(!onLinux)("does not outlive the process that runs it", async () => {
    const module = join(import.meta.dirname, "../../src/server/project/run-check.ts");
    const pidFile = join(root, "pid");
    const entry = { command: ["sh", "-c", `sleep 60 & echo $! > ${pidFile}; wait`] };
    const code = `
      import { runCheck } from ${JSON.stringify(module)};
      runCheck({ name: "x", entry: ${JSON.stringify(entry)}, source: "project" }, { root: "/", env: process.env });
      process.on("SIGTERM", () => process.exit(0));
      console.log("ready");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", code]);
    await once(createInterface({ input: parent.stdout }), "line");
    const pid = () => Number(existsSync(pidFile) ? readFileSync(pidFile, "utf8") : 0);
    await expect.poll(pid, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(isRunning(pid())).toBe(true);
    parent.kill("SIGTERM");
    await once(parent, "exit");
    await expect.poll(() => isRunning(pid())).toBe(false);
  });

  test("that prints without end costs no memory, and the end of it is kept", async () => {
    const code = `
      for (let i = 0; i < 200_000; i++) process.stdout.write('line ' + i + ' ' + 'x'.repeat(100) + '\\n');
      process.stdout.write('y'.repeat(5_000_000));`;
    const before = process.memoryUsage().rss;
    const { tail } = await node(code);
    const lines = tail.split("\n");
    expect(lines).toHaveLength(20);
    expect(lines[18]).toMatch(/^line 199999 /);
    expect(lines[19]).toBe(`${"y".repeat(499)}…`);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  });
});

describe("what is kept of the output", () => {
  const kept = (text: string, env: NodeJS.ProcessEnv = {}, size = text.length) => {
    const output = createCheckOutput(createRedactor(env));
    const put = output.stream();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) put(bytes.subarray(at, at + size));
    return output.lines();
  };

  test("has no colours, control characters, empty lines or turned text", () => {
    expect(
      kept("\x1b[31mred\x1b[0m\n\n  \n\ttab\x07\0\x9b\nа\u202eb\n\x1b]0;title\x07end"),
    ).toEqual(["red", "  tab", "аb", "end"]);
  });

  test("has the last state of a line that is redrawn", () => {
    expect(kept("10%\r50%\r100%\r\ndone\r\n")).toEqual(["100%", "done"]);
  });

  test("is whole whatever pieces it comes in", () => {
    expect(kept("ünï — 日本語 🎉\nend", {}, 1)).toEqual(["ünï — 日本語 🎉", "end"]);
  });

  test("is cut without halving a character", () => {
    const [line = ""] = kept(`${"x".repeat(498)}🎉🎉`);
    expect(line.isWellFormed()).toBe(true);
    expect(line.length).toBeLessThanOrEqual(500);
  });

  const env = {
    API_TOKEN: "tok-0123456789",
    db_password: "hunter2hunter2",
    PRIVATE_KEY: "-----BEGIN-----\nbGluZW9uZQ==\n-----END-----",
    SHORT_KEY: "abc",
    PLAIN: "visible-value",
    API_TOKEN_LONG: "tok-0123456789-and-more",
    DATABASE_URL: "postgres://app:s3cr3t-pass@db/app",
  };

  test("has no secrets of the environment", () => {
    expect(kept("a tok-0123456789 b tok-0123456789 abc visible-value", env)).toEqual([
      "a [redacted API_TOKEN] b [redacted API_TOKEN] abc visible-value",
    ]);
    expect(kept("tok-0123456789-and-more", env)).toEqual(["[redacted API_TOKEN_LONG]"]);
    expect(kept("hunter2hunter2\nbGluZW9uZQ==", env)).toEqual([
      "[redacted db_password]",
      "[redacted PRIVATE_KEY]",
    ]);
    expect(kept("connect app:s3cr3t-pass@db", env)).toEqual([
      "connect app:[redacted DATABASE_URL]@db",
    ]);
    expect(kept("tok-\x1b[1m0123456789", env)).toEqual(["[redacted API_TOKEN]"]);
  });

  test.each([
    490, 495, 8_180, 8_190,
  ])("has no part of one that a limit cuts, %d characters in", (at) => {
    // Escape sequences make a raw line much longer than what is left of it.
    const hidden = "\x1b[m".repeat(Math.max(0, at - 490) / 3);
    const text = `${hidden}${"x".repeat(490)}${env.API_TOKEN}${"z".repeat(9_000)}`;
    expect(kept(text, { API_TOKEN: env.API_TOKEN }, 100).join("")).not.toContain("tok-");
  });

  test("a real check's secrets are taken out", async () => {
    const { tail } = await node(
      "console.log(process.env.MY_SECRET)",
      {},
      { MY_SECRET: "sup3rs3cret" },
    );
    expect(tail).toBe("[redacted MY_SECRET]");
  });
});
