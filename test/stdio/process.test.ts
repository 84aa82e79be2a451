import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  call,
  collectAnswers,
  hello,
  request,
  residentBytes,
  spawnTiny,
} from "./fixtures/session.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

const start = async (...args: string[]) => {
  const tiny = spawnTiny(...args);
  cleanups.push(() => tiny.child.kill("SIGKILL"));
  const session = { ...tiny, ...collectAnswers(tiny.child.stdout) };
  tiny.write(hello());
  await session.until((all) => all.length === 1);
  return session;
};

const traceFile = () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-stdio-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  return join(folder, "trace");
};

describe("a line over 10 MB", () => {
  it("is refused under its id without being kept, and the server goes on", async () => {
    const session = await start();
    const before = await residentBytes(session.child);
    session.child.stdin.write('{"method":"tools/call","params":{"a":"');
    const megabyte = "x".repeat(1024 * 1024);
    for (let sent = 0; sent < 150; sent += 1) {
      if (!session.child.stdin.write(megabyte)) {
        await new Promise((resolve) => session.child.stdin.once("drain", resolve));
      }
    }
    expect((await residentBytes(session.child)) - before).toBeLessThan(100 * 1024 * 1024);
    session.child.stdin.write('"},"jsonrpc":"2.0","id":4}\n');
    session.write(request(5, "ping"));
    await session.until((all) => all.length === 3);
    expect(session.answers.slice(1)).toMatchObject([
      { id: 4, error: { code: -32600 } },
      { id: 5, result: {} },
    ]);
  });
});

describe("a reader that does not read", () => {
  it("neither blocks the server nor fills its memory, and loses nothing", async () => {
    const session = await start();
    const before = await residentBytes(session.child);
    session.child.stdout.pause();
    const calls = Array.from({ length: 300 }, (_, id) => call(id, "blob", { bytes: 1_000_000 }));
    session.write(...calls);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await residentBytes(session.child)) - before).toBeLessThan(200 * 1024 * 1024);
    session.child.stdout.resume();
    await session.until((all) => all.length === 301, 20_000);
    expect(session.answers.slice(1).map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
  }, 30_000);

  it("does not keep the process from ending on a signal", async () => {
    const trace = traceFile();
    const session = await start(trace);
    session.child.stdout.pause();
    session.write(...Array.from({ length: 50 }, (_, id) => call(id, "blob", { bytes: 1_000_000 })));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = performance.now();
    session.child.kill("SIGTERM");
    await session.ended;
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(readFileSync(trace, "utf8")).toBe("closed");
  });
});

describe("the end of the process", () => {
  it.each([
    "SIGINT",
    "SIGTERM",
    "SIGHUP",
  ] as const)("comes by itself after %s, with the call in flight answered and everything closed", async (signal) => {
    const trace = traceFile();
    const session = await start(trace);
    session.write(call(1, "wait", { ms: 80 }));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = performance.now();
    session.child.kill(signal);
    expect(await session.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(session.answers[1]).toMatchObject({ id: 1, result: { content: [{ text: "waited" }] } });
    expect(readFileSync(trace, "utf8")).toBe("closed");
  });

  it("comes by itself after the end of input, though a call hangs and signals repeat", async () => {
    const session = await start(traceFile());
    session.write(call(1, "wait", { ms: 60_000 }));
    const before = performance.now();
    session.child.stdin.end();
    session.child.kill("SIGINT");
    session.child.kill("SIGTERM");
    expect(await session.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(session.answers[1]).toMatchObject({ id: 1, error: { code: -32603 } });
  });

  it("comes by itself, with code 1, when closing hangs", async () => {
    const session = await start(traceFile(), "60000");
    const before = performance.now();
    session.child.stdin.end();
    expect(await session.ended).toEqual({ code: 1, signal: null });
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("comes quietly when the reader is gone (EPIPE)", async () => {
    const trace = traceFile();
    const session = await start(trace);
    session.child.stdout.destroy();
    session.write(request(1, "ping"), request(2, "ping"));
    expect(await session.ended).toEqual({ code: 0, signal: null });
    expect(readFileSync(trace, "utf8")).toBe("closed");
  });
});
