import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { usageIn } from "../../src/hook/usage.ts";

const fileWith = (...lines: readonly (object | string)[]): string => {
  const folder = mkdtempSync(join(tmpdir(), "baton-transcript-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "agent.jsonl");
  writeFileSync(
    path,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return path;
};

const said = (id: string, input: number, output: number, ...uses: readonly string[]): object => ({
  type: "assistant",
  message: {
    id,
    content: uses.map((use) => ({ type: "tool_use", id: use })),
    usage: {
      input_tokens: input,
      output_tokens: output,
      cache_creation_input_tokens: 1,
      cache_read_input_tokens: 1000,
    },
  },
});

const summed = async (path: string, uses: readonly string[]) =>
  Object.fromEntries(
    [...(await usageIn(path, uses))].map(([use, usage]) => [use, Object.values(usage)]),
  );

describe("an agent's consumption", () => {
  test("counts each message once, as its last line has it", async () => {
    const path = fileWith(said("m1", 10, 1, "u1"), said("m1", 10, 7), said("m2", 20, 3));
    expect(await summed(path, ["u1"])).toEqual({ u1: [30, 10, 2, 2000] });
  });

  test("belongs to the claim it was made under; what came before, to the first", async () => {
    const path = fileWith(
      said("m0", 5, 5),
      said("m1", 10, 1, "u1"),
      said("m2", 20, 2, "other"),
      said("m3", 40, 4, "u2"),
      said("m4", 80, 8),
    );
    expect(await summed(path, ["u1", "u2"])).toEqual({
      u1: [35, 8, 3, 3000],
      u2: [120, 12, 2, 2000],
    });
  });

  test("knows the claim also when a later line of the message has it", async () => {
    const path = fileWith(said("m1", 10, 1), said("m1", 10, 9, "u1"));
    expect(await summed(path, ["u1"])).toEqual({ u1: [10, 9, 1, 1000] });
  });

  test("passes over what it does not know", async () => {
    const path = fileWith(
      "",
      'no json with "usage"',
      '{"usage":',
      { type: "assistant", message: "usage" },
      { type: "assistant", message: { id: "m", usage: null } },
      { type: "assistant", message: { usage: { input_tokens: 9 } } },
      { type: "user", message: { id: "m", usage: { input_tokens: 9 } } },
      { type: "assistant", message: { id: "x", usage: { input_tokens: "9", output_tokens: -4 } } },
      said("m1", 10, 1, "u1"),
    );
    expect(await summed(path, ["u1"])).toEqual({ u1: [10, 1, 1, 1000] });
  });

  test("is nothing where no claim is found", async () => {
    expect(await summed(fileWith(said("m1", 10, 1, "u1")), ["u2"])).toEqual({});
  });

  test("is found at both ends of 50 MB", async () => {
    const path = fileWith(`${JSON.stringify(said("m1", 10, 1, "u1"))}\n`);
    const result = { type: "user", message: { content: "x".repeat(100_000) } };
    const chunk = `${JSON.stringify(result)}\n`.repeat(100);
    for (let i = 0; i < 5; i++) appendFileSync(path, chunk);
    appendFileSync(path, JSON.stringify(said("m2", 20, 2)));
    expect(await summed(path, ["u1"])).toEqual({ u1: [30, 3, 2, 2000] });
  });
});
