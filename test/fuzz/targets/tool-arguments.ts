import fc from "fast-check";
import { z } from "zod";
import { tools } from "../../../src/tools/registry.ts";
import { mutatedJson } from "../mutate-json.ts";
import { exampleArguments, openWorlds, placeholders } from "../product.ts";
import { same } from "../same.ts";
import { hold, type Target } from "../target.ts";

const call = z.object({ tool: z.string(), arguments: z.unknown() });

/** Where a call is answered before anything is done, so that nothing may have changed. */
const untouched = new Set([
  "invalid_input",
  "too_large",
  "definition_invalid",
  "idempotency_mismatch",
]);
/** Whose first answer is not given again: what was claimed or decided may be over. */
const unrepeated = new Set(["execute_handoff", "decide_task"]);

const parsed = (input: Buffer): z.infer<typeof call> | null => {
  try {
    return call.safeParse(JSON.parse(input.toString())).data ?? null;
  } catch {
    return null;
  }
};

const grammar = fc
  .constantFrom(...tools)
  .chain(({ name, input }) =>
    fc.record({
      tool: fc.constant(name),
      arguments: fc.oneof(
        fc.subarray(Object.keys(input.shape)).map((keys) => {
          const known = exampleArguments[name] ?? {};
          return Object.fromEntries(keys.map((key) => [key, known[key]]));
        }),
        fc.dictionary(
          fc.constantFrom(...Object.keys(input.shape), "__proto__"),
          fc.jsonValue({ maxDepth: 3 }),
        ),
      ),
    }),
  )
  .map((value) => JSON.stringify(value));

/** Arguments of tools: a result that fits its schema or a refusal with code and fix, the same when asked again, and no trace of a refused call. */
export const toolArguments: Target = {
  name: "tool-arguments",
  grammar,
  words: [...Object.keys(placeholders), ...Object.values(placeholders), '"tool":', "null", "[]"],
  mutate: (input, random) => {
    const { tool, arguments: args } = parsed(input) ?? { tool: "status", arguments: {} };
    return Buffer.from(JSON.stringify({ tool, arguments: mutatedJson(args, random) }));
  },
  open: async () => {
    const worlds = openWorlds();
    let keys = 0;
    return {
      judge: async (input) => {
        const { virtual, filled } = await worlds.next();
        const given = parsed(Buffer.from(filled(input.toString())));
        if (given === null) return;
        const { tool } = given;
        const { store } = virtual.engine.ports;
        const readOnly = tools.find(({ name }) => name === tool)?.readOnly ?? true;
        const args = keyed(given.arguments, readOnly ? null : `key-${++keys}`);
        const before = await store.changeToken();
        const first = await virtual.tryCall(tool, Object(args));
        const { code } = first.structuredContent;
        hold(code !== "internal", `${tool} has a defect: ${first.structuredContent.message}`);
        const refused = first.isError === true;
        if (readOnly || (refused && untouched.has(String(code))))
          hold((await store.changeToken()) === before, `${tool} was refused and left something`);
        if (code === "invalid_input" || code === "too_large")
          hold(JSON.stringify(first.structuredContent).length < 8_000, "a refusal is very long");
        if (unrepeated.has(tool)) return;
        const second = await virtual.tryCall(tool, Object(args));
        if (refused && !untouched.has(String(code))) return;
        hold(
          same(first, second),
          `${tool} answers ${JSON.stringify(second)} after ${JSON.stringify(first)}`,
        );
      },
      close: worlds.close,
    };
  },
};

/** Each call is made twice under a key of its own, unless it brings one. */
const keyed = (args: unknown, key: string | null): unknown =>
  key === null ||
  typeof args !== "object" ||
  args === null ||
  Array.isArray(args) ||
  "idempotency_key" in args
    ? args
    : { ...args, idempotency_key: key };
