import { isUtf8 } from "node:buffer";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { buildServer } from "../../../src/server/mcp/build-server.ts";
import { serveFramed } from "../../../src/server/stdio/serve-framed.ts";
import { tools } from "../../../src/tools/registry.ts";
import { type Answer, collectAnswers, envelope, hello } from "../../stdio/fixtures/session.ts";
import { exampleArguments, openWorlds } from "../product.ts";
import { hold, type Target } from "../target.ts";

const id = fc.oneof(
  fc.constantFrom<unknown>("a", "", 0, -1, 1.5, null, true, [], {}, 2 ** 53, "__proto__"),
  fc.nat(9),
);
const method = fc.constantFrom(
  ...[
    "ping",
    "initialize",
    "server/discover",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/read",
  ],
  ...[
    "resources/templates/list",
    "prompts/list",
    "prompts/get",
    "completion/complete",
    "logging/setLevel",
  ],
  ...[
    "notifications/initialized",
    "notifications/cancelled",
    "no/such",
    "",
    "toString",
    "subscriptions/listen",
  ],
);
const params = fc.oneof(
  fc.constantFrom(...tools).map(({ name }) => ({ name, arguments: exampleArguments[name] })),
  fc.constantFrom<unknown>(
    ...[
      undefined,
      null,
      [],
      {},
      { _meta: envelope },
      { _meta: null },
      { _meta: { progressToken: {} } },
      { cursor: "x" },
    ],
    ...[
      { uri: "baton://workflows" },
      { uri: "baton://workflows/@workflow/graph" },
      { uri: "baton://agents/%2e%2e%2f" },
      { uri: "file:///etc/passwd" },
    ],
    ...[
      { name: "orchestrate", arguments: { goal: "x" } },
      { name: "resume" },
      { requestId: 1, reason: "x" },
    ],
    {
      ref: { type: "ref/resource", uri: "baton://workflows/{id}" },
      argument: { name: "id", value: "o" },
    },
    { name: "status", arguments: { wait_seconds: 50 }, _meta: envelope },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const message = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { jsonrpc: fc.constantFrom<unknown>("2.0", "2.0", "2.0", "1.0", 2), id, method, params },
      { requiredKeys: ["method"] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ jsonrpc: fc.constant("2.0"), id, result: fc.jsonValue() }) },
  { weight: 1, arbitrary: fc.record({ jsonrpc: fc.constant("2.0"), id, error: fc.jsonValue() }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const grammar = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: message },
      { weight: 1, arbitrary: fc.array(message, { maxLength: 3 }) },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((messages) => messages.map((each) => JSON.stringify(each)).join("\n"));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mayAnswer = (value: unknown): boolean =>
  typeof value === "string" || Number.isSafeInteger(value);

/** What a line must be answered with: ids, or one answer to whatever id. */
const expectedOf = (line: Buffer): readonly unknown[] | "one" => {
  const text = line.toString().replace(/^\uFEFF/, "");
  if (text.trim() === "") return [];
  if (!isUtf8(line)) return "one";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "one";
  }
  if (depthOf(value) > 64) return "one";
  if (Array.isArray(value)) {
    const ids = value.filter((each) => isObject(each) && "method" in each && mayAnswer(each.id));
    return ids.length > 0 ? ids.map((each) => each.id) : "one";
  }
  if (!isObject(value)) return "one";
  if ("method" in value) return "id" in value ? (mayAnswer(value.id) ? [value.id] : "one") : [];
  return "result" in value || "error" in value ? [] : "one";
};

const depthOf = (value: unknown): number => {
  let depth = 0;
  for (
    let level = [value];
    level.some((each) => typeof each === "object" && each !== null);
    depth++
  )
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  return depth;
};

/** Lines of the protocol on the whole server: every request is answered once, nothing else is, and it goes on. */
export const line: Target = {
  name: "line",
  grammar,
  words: [
    ...[
      '{"jsonrpc":"2.0","id":1,"method":"ping"}\n',
      '"id":',
      '"method":',
      '"params":',
      '"jsonrpc":"2.0"',
      "\n",
      "\r\n",
      "\uFEFF",
    ],
    ...[
      '"tools/call"',
      '"_meta":',
      "null",
      "[",
      "]",
      "[[[[",
      "{",
      "}",
      "1e400",
      '"\\ud800"',
      "\\u0000",
      '"__proto__":',
      "\xff",
    ],
  ],
  open: async () => {
    const worlds = openWorlds();
    return {
      judge: async (given) => {
        const { virtual, filled } = await worlds.next();
        // Bytes that are no text must come through as they are.
        const bytes = Buffer.from(filled(given.toString("latin1")), "latin1");
        const input = new PassThrough();
        const output = new PassThrough();
        const { answers } = collectAnswers(output);
        const server = serveFramed({
          input,
          output,
          buildServer: () => buildServer(virtual.baton, { take: () => 0 }),
          onClose: () => {},
          settleMs: 60_000,
        });
        input.write(`${JSON.stringify(hello())}\n`);
        input.write(bytes);
        input.end('\n{"jsonrpc":"2.0","id":"last","method":"ping"}\n');
        await server.closed;
        judgeAnswers(linesOf(bytes), answers);
      },
      close: worlds.close,
    };
  },
};

const linesOf = (bytes: Buffer): readonly Buffer[] => {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return [...lines, bytes.subarray(from)];
};

const judgeAnswers = (lines: readonly Buffer[], all: readonly Answer[]): void => {
  // The server may ask its client something; that is no answer.
  const answers = all.filter(({ method: asked }) => asked === undefined);
  for (const answer of answers) {
    hold(
      "result" in answer !== "error" in answer,
      `an answer has both or neither: ${JSON.stringify(answer)}`,
    );
    hold(
      !JSON.stringify(answer).includes("The server ended before"),
      `a request was never answered: ${JSON.stringify(answer)}`,
    );
  }
  const got = answers.map((answer) => JSON.stringify(answer.id ?? null)).sort();
  const text = Buffer.concat(lines.flatMap((each) => [each, Buffer.from("\n")])).toString();
  // These two may leave requests without an answer, as the protocol has it.
  const open = text.includes("cancelled") || text.includes("listen");
  const expected = lines.map(expectedOf);
  const ids = ["hello", "last", ...expected.flatMap((each) => (each === "one" ? [] : each))];
  const left = [...got];
  for (const each of ids) {
    const at = left.indexOf(JSON.stringify(each));
    hold(
      at >= 0 || open,
      `the request ${JSON.stringify(each)} was not answered: ${JSON.stringify(all)}`,
    );
    if (at >= 0) left.splice(at, 1);
  }
  const ones = expected.filter((each) => each === "one").length;
  hold(
    left.length === ones,
    `${left.length} answers for ${ones} lines that are no requests: ${JSON.stringify(all)}`,
  );
};
