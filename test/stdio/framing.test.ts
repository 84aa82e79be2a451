import { once } from "node:events";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import type { Limits } from "../../src/server/stdio/limits.ts";
import { serveFramed } from "../../src/server/stdio/serve-framed.ts";
import { buildTiny } from "./fixtures/build-tiny.ts";
import { call, collectAnswers, envelope, hello, request, writeLines } from "./fixtures/session.ts";

const open: { shutdown(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.shutdown()));
});

const start = (limits: Partial<Limits> = {}) => {
  const input = new PassThrough();
  const output = new PassThrough();
  const closes: string[] = [];
  const server = serveFramed({
    input,
    output,
    buildServer: buildTiny,
    onClose: () => void closes.push("closed"),
    limits,
  });
  open.push(server);
  return { input, output, closes, server, ...collectAnswers(output) };
};

/** Sends bytes between two good requests and returns what came for them. */
const between = async (bytes: string | Buffer, limits: Partial<Limits> = {}) => {
  const session = start(limits);
  writeLines(session.input, [hello()]);
  await session.until((all) => all.length === 1);
  session.input.write(bytes);
  session.input.write("\n");
  writeLines(session.input, [request("bye", "ping")]);
  await session.until((all) => all.some(({ id }) => id === "bye"));
  expect(session.answers.at(-1)).toMatchObject({ id: "bye", result: {} });
  return session.answers.slice(1, -1).map(({ id, error }) => ({ id, ...error }));
};

const inner = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const text = (value: unknown) => JSON.stringify(value);

describe("a line that is no message", () => {
  it("is passed over when it is blank", async () => {
    expect(await between("\n  \n\t\r\n\r")).toEqual([]);
  });

  it("is a parse error when it is not JSON", async () => {
    expect(await between("{nope")).toEqual([
      { id: null, code: -32700, message: "Parse error: the line is not valid JSON." },
    ]);
  });

  it.each([
    "5",
    '"text"',
    "null",
    "true",
    "{}",
    '{"jsonrpc":"2.0"}',
  ])("is refused: %s", async (line) => {
    expect(await between(line)).toMatchObject([{ id: null, code: -32600 }]);
  });

  it("is a parse error with its id when its bytes are not UTF-8", async () => {
    const line = Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}}'),
    ]);
    expect(await between(line)).toMatchObject([{ id: 7, code: -32700 }]);
  });
});

describe("a request that is malformed", () => {
  it.each([
    ["an object", '{"a":1}'],
    ["a list", "[1]"],
    ["a fraction", "1.5"],
    ["null", "null"],
    ["true", "true"],
    ["beyond the safe whole numbers", "12345678901234567890"],
  ])("is refused without an id when the id is %s", async (_what, id) => {
    expect(await between(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`)).toMatchObject([
      { id: null, code: -32600 },
    ]);
  });

  it.each([
    ["another version", '{"jsonrpc":"1.0","id":3,"method":"ping"}', -32600],
    ["no version", '{"id":3,"method":"ping"}', -32600],
    ["a method that is no text", '{"jsonrpc":"2.0","id":3,"method":5}', -32600],
    ["neither method nor result", '{"jsonrpc":"2.0","id":3}', -32600],
    ["a list of params", '{"jsonrpc":"2.0","id":3,"method":"ping","params":[1]}', -32602],
    ["null for params", '{"jsonrpc":"2.0","id":3,"method":"ping","params":null}', -32602],
    [
      "_meta that is no object",
      '{"jsonrpc":"2.0","id":3,"method":"ping","params":{"_meta":5}}',
      -32602,
    ],
    [
      "a progress token that is a list",
      text(request(3, "ping", { _meta: { progressToken: [] } })),
      -32602,
    ],
    ["an unknown method", '{"jsonrpc":"2.0","id":3,"method":"no/such"}', -32601],
    ["a tool name that is a number", text(request(3, "tools/call", { name: 5 })), -32602],
  ])("is answered under its id when it has %s", async (_what, line, code) => {
    expect(await between(line)).toMatchObject([{ id: 3, code }]);
  });

  it("is served when it only has members of its own", async () => {
    expect(await between('{"jsonrpc":"2.0","id":3,"method":"ping","trace":"x"}')).toEqual([
      { id: 3 },
    ]);
  });
});

describe("a batch", () => {
  const batches =
    "Invalid request: batches are not supported; send each message on a line of its own.";

  it("gets one refusal for each of its requests", async () => {
    const batch = [
      request(1, "ping"),
      { jsonrpc: "2.0", method: "notifications/x" },
      request("b", "ping"),
    ];
    expect(await between(text(batch))).toEqual([
      { id: 1, code: -32600, message: batches },
      { id: "b", code: -32600, message: batches },
    ]);
  });

  it("gets one refusal without an id when it has no request", async () => {
    expect(await between("[]")).toEqual([{ id: null, code: -32600, message: batches }]);
  });
});

describe("a notification or a response", () => {
  it.each([
    '{"jsonrpc":"2.0","method":"notifications/no-such"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}',
    '{"jsonrpc":"2.0","method":"tools/call","params":[1]}',
    '{"method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":44,"result":{}}',
    '{"jsonrpc":"2.0","id":44,"result":5}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}',
    '{"jsonrpc":"2.0","id":44,"error":"no"}',
    '{"jsonrpc":"2.0","id":44,"result":{},"error":{"code":1,"message":"both"}}',
  ])("is never answered: %s", async (line) => {
    expect(await between(line)).toEqual([]);
  });
});

describe("a message that is too large", () => {
  const limits = { lineBytes: 4096 };
  const long = "x".repeat(5000);

  it.each([
    ["first", `{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"a":"${long}"}}`],
    ["last", `{"method":"tools/call","params":{"id":1,"a":"${long}"},"jsonrpc":"2.0","id":8}`],
    ["before the method", `{"id":8,"params":{"a":["${long}"]},"method":"ping"}`],
  ])("is refused under its id when that stands %s", async (_where, line) => {
    expect(await between(line, limits)).toEqual([
      {
        id: 8,
        code: -32600,
        message:
          "Invalid request: the line is longer than 4096 bytes. Send large content as a file path or in parts.",
      },
    ]);
  });

  it.each([
    ["a response", `{"result":{"a":"${long}"},"jsonrpc":"2.0","id":8}`],
    ["an id inside params", `{"jsonrpc":"2.0","method":"ping","params":{"a":"${long}","id":8}}`],
    ["an id inside text", `{"jsonrpc":"2.0","method":"x","params":"${long},\\"id\\":8}"}`],
    ["noise", long],
  ])("is refused without an id when it is %s", async (_what, line) => {
    expect(await between(line, limits)).toMatchObject([{ id: null, code: -32600 }]);
  });

  it("is served when it just fits", async () => {
    const frame = text(call(8, "echo", { a: "" })).length;
    const fits = text(call(8, "echo", { a: "y".repeat(4096 - frame) }));
    expect(fits.length).toBe(4096);
    expect(await between(fits, limits)).toEqual([{ id: 8 }]);
  });
});

describe("a message that nests deeply", () => {
  const nested = (depth: number, id: unknown = 9) =>
    `{"jsonrpc":"2.0","id":${text(id)},"method":"tools/call","params":{"name":"echo","arguments":{"a":${inner(depth - 3)}}}}`;

  it("is served at 64 levels", async () => {
    expect(await between(nested(64))).toEqual([{ id: 9 }]);
  });

  it("is refused under its id at 65 levels", async () => {
    expect(await between(nested(65))).toEqual([
      {
        id: 9,
        code: -32600,
        message:
          "Invalid request: the message nests deeper than 64 levels. Flatten it, or send the deep part as a text.",
      },
    ]);
  });

  it("is refused at a million levels", async () => {
    expect(await between(nested(1_000_000, "deep"))).toMatchObject([{ id: "deep", code: -32600 }]);
  });

  it("does not count brackets inside text", async () => {
    const line = text(call(9, "echo", { a: `\\"${"[{".repeat(100)}\\` }));
    expect(await between(line)).toEqual([{ id: 9 }]);
  });
});

describe("the stream", () => {
  it("may be cut anywhere, inside a character too", async () => {
    const session = start();
    const bytes = Buffer.from(`${text(hello())}\n${text(call(1, "echo", { a: "größer 🎻" }))}\r\n`);
    for (const byte of bytes) session.input.write(Buffer.from([byte]));
    await session.until((all) => all.length === 2);
    expect(session.answers[1]?.result?.content).toEqual([
      { type: "text", text: '{"a":"größer 🎻"}' },
    ]);
  });

  it("may begin with a byte order mark", async () => {
    const session = start();
    session.input.write(`\uFEFF${text(hello())}\n`);
    await session.until((all) => all.length === 1);
    expect(session.answers[0]).toMatchObject({ id: "hello", result: {} });
  });

  it("answers each of two requests that share an id while both run", async () => {
    const session = start();
    writeLines(session.input, [
      hello(),
      call(5, "wait", { ms: 30 }),
      call(5, "wait", { ms: 10 }),
      call(6, "echo"),
    ]);
    await session.until((all) => all.length === 4);
    expect(session.answers.map(({ id }) => id)).toEqual(["hello", 6, 5, 5]);
    await session.server.shutdown();
    expect(session.answers).toHaveLength(4);
  });

  it("leaves a cancelled request without an answer and does not wait for it at the end", async () => {
    const session = start();
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } };
    writeLines(session.input, [hello(), call(5, "wait", { ms: 5000 }), cancel, call(6, "echo")]);
    await session.until((all) => all.length === 2);
    const before = performance.now();
    await session.server.shutdown();
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(session.answers.map(({ id }) => id)).toEqual(["hello", 6]);
  });

  it("carries an elicitation of the older era while it takes other requests", async () => {
    const session = start();
    writeLines(session.input, [hello({ elicitation: {} }), call(1, "ask"), call(2, "echo")]);
    await session.until(
      (all) => all.some(({ method }) => method === "elicitation/create") && all.length === 3,
    );
    const asked = session.answers.find(({ method }) => method === "elicitation/create");
    writeLines(session.input, [{ jsonrpc: "2.0", id: asked?.id, result: { action: "decline" } }]);
    await session.until((all) => all.length === 4);
    expect(session.answers[3]).toMatchObject({ id: 1, result: { content: [{ text: "decline" }] } });
  });

  it("serves protocol 2026-07-28, with its way to ask", async () => {
    const session = start();
    const ask = { name: "ask", _meta: envelope };
    const inputResponses = { answer: { action: "accept", content: { choice: "a" } } };
    writeLines(session.input, [request("d", "server/discover", { _meta: envelope })]);
    writeLines(session.input, [
      request(1, "tools/call", ask),
      request(2, "tools/call", { ...ask, inputResponses }),
    ]);
    await session.until((all) => all.length === 3);
    expect(session.answers).toMatchObject([
      { id: "d", result: { supportedVersions: ["2026-07-28"] } },
      { id: 1, result: { resultType: "input_required" } },
      { id: 2, result: { content: [{ text: "accept" }] } },
    ]);
  });
});

describe("a slow reader", () => {
  it("stops the intake once too much output waits, and gets everything in the end", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const server = serveFramed({
      input,
      output,
      buildServer: buildTiny,
      onClose: () => {},
      limits: { queuedBytes: 200_000, inFlight: 4 },
    });
    open.push(server);
    const blobs = Array.from({ length: 200 }, (_, id) => call(id, "blob", { bytes: 50_000 }));
    writeLines(input, [hello(), ...blobs]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Read once: what the outbox holds is bounded, far below the 10 MB that were asked for.
    expect(input.isPaused()).toBe(true);
    const session = collectAnswers(output);
    await session.until((all) => all.length === 201);
    expect(session.answers.map(({ id }) => id)).toEqual(["hello", ...blobs.map(({ id }) => id)]);
  });
});

describe("the end of input", () => {
  it("lets a request in flight answer, then closes once", async () => {
    const session = start();
    writeLines(session.input, [hello(), call(1, "wait", { ms: 60 })]);
    session.input.end();
    await session.server.closed;
    expect(session.answers[1]).toMatchObject({ id: 1, result: { content: [{ text: "waited" }] } });
    await session.server.shutdown();
    expect(session.closes).toEqual(["closed"]);
  });

  it("answers with an error what does not finish in time", async () => {
    const session = start();
    writeLines(session.input, [
      hello(),
      call(1, "wait", { ms: 600 }),
      call(2, "wait", { ms: 600 }),
    ]);
    session.input.end();
    await session.server.closed;
    expect(session.answers.slice(1)).toMatchObject([
      { id: 1, error: { code: -32603 } },
      { id: 2, error: { code: -32603 } },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(session.answers).toHaveLength(3);
  });

  it("serves a last line that has no newline", async () => {
    const session = start();
    session.input.end(text(hello()));
    await session.server.closed;
    expect(session.answers).toMatchObject([{ id: "hello", result: {} }]);
  });

  it("comes when nobody reads the output any more", async () => {
    const session = start();
    writeLines(session.input, [hello(), call(1, "wait", { ms: 1000 })]);
    await session.until((all) => all.length === 1);
    session.output.destroy();
    await once(session.output, "close");
    await session.server.closed;
    expect(session.closes).toEqual(["closed"]);
  });
});
