import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { openRpc, type Rpc } from "../../src/cli/rpc/rpc.ts";

const peer = fileURLToPath(new URL("fixtures/peer.mjs", import.meta.url));
let rpc: Rpc | undefined;
const over = new AbortController();

const open = (...args: string[]): Rpc => {
  rpc = openRpc({
    args: [peer, ...args],
    cwd: process.cwd(),
    env: process.env,
    signal: over.signal,
    onRequest: (method, params) => {
      if (method === "elicitation/create") return { said: params.message };
      throw new Error(`cannot ${method}`);
    },
  });
  return rpc;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(() => rpc?.kill());

test("answers find their requests, several at once", async () => {
  const { request } = open();
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  const answers = await Promise.all(numbers.map((n) => request("echo", { n })));
  expect(answers).toEqual(numbers.map((n) => ({ n })));
});

test("an error rejects with the peer's words", async () => {
  await expect(open().request("refuse", {})).rejects.toThrow("not this (-32602)");
});

test("a request of the peer is answered, or refused when this client cannot", async () => {
  const { request } = open();
  const asked = await request("ask", { what: "elicitation/create" });
  expect(asked).toEqual({ result: { said: "Which?" } });
  expect(await request("ask", { what: "roots/list" })).toMatchObject({
    error: { message: "Error: cannot roots/list" },
  });
});

test("a line that is not protocol fails what is waiting", async () => {
  await expect(open().request("garbage", {})).rejects.toThrow("Listening on stdio");
});

test("a peer that dies fails what is waiting, and what comes after", async () => {
  const { request } = open();
  await expect(request("die", {})).rejects.toThrow("the server is gone");
  await expect(request("echo", {})).rejects.toThrow("the server is gone");
});

test("close ends a polite peer by its input and a stubborn one by force", async () => {
  for (const manner of ["polite", "stubborn"]) {
    const { request, close } = open(manner);
    const pid = Number(await request("pid", {}));
    expect(isAlive(pid)).toBe(true);
    await close();
    expect(isAlive(pid)).toBe(false);
  }
});

test("kill is over when the process is", async () => {
  const { request, kill } = open("stubborn");
  const pid = Number(await request("pid", {}));
  await kill();
  expect(isAlive(pid)).toBe(false);
});
