import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { targets } from "./targets/all.ts";

test("whatever was found once is mended, and a few hundred new inputs find nothing", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--runs", "40"]);
  const summary = targets.map(({ name }) => [
    name,
    expect.stringMatching(/^\d+ inputs, seed 1, 0 found$/),
  ]);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(": ")),
  ).toEqual(summary);
});
